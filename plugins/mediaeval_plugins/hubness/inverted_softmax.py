"""Inverted softmax: each image hands out its belief among the articles."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from annotated_types import Ge
from numpy.typing import NDArray

from mediaeval import Bank
from mediaeval_plugins.hubness.column_bias import ColumnBias
from mediaeval_plugins.hubness.column_terms import Temperature, soft_mean


class InvertedSoftmax(ColumnBias):
    """The softmax over articles instead of images; ranks as the full soft mean of the column subtracted.

    With cosines ``z``, a bank of ``B`` articles and temperature ``T``::

        exp(z_ij / T) / sum_b exp(z_bj / T)    ranks within a row as    z_ij - weight * T log(1/B sum_b exp(z_bj / T))

    Source: Smith, Turban, Hamblin and Hammerla, "Offline bilingual word vectors, orthogonal transformations and the
    inverted softmax" (arXiv 1702.03859). Published inverse temperatures: 30 (MUSE), 20 (QB-Norm), 50 for text to image
    with CLIP (DBSN, arXiv 2508.02538), which is the default.

    It assumes that every image has about one article in the bank; pictures that several articles share lose by it,
    the more the lower the temperature.

    Args:
        temperature: in cosine units.
        weight: 1 is the inverted softmax; 1/2 ranks as dual softmax.
    """

    def __init__(self, temperature: Temperature = 0.02, weight: Annotated[float, Ge(0)] = 1.0) -> None:
        super().__init__(weight)
        self.temperature = temperature

    def column_term(self, bank: Bank) -> NDArray[np.float64]:
        """The soft mean; one pass."""
        return soft_mean(bank, self.temperature)

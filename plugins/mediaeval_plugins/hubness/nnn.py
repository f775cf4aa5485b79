"""Nearest neighbour normalisation."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from annotated_types import Ge
from numpy.typing import NDArray

from mediaeval import Bank, Domain
from mediaeval_plugins.hubness.column_bias import ColumnBias
from mediaeval_plugins.hubness.column_terms import highest_mean


class NNN(ColumnBias):
    """Cosines less a share of the mean of the ``k`` highest in the column of a bank of reference articles.

    With cosines ``z`` and a bank of articles ``b``::

        z_ij - weight * 1/k sum_(b in top k of column j) z_bj

    Source: Chowdhury, Wang, Shenoy, Kiela, Schwettmann and Thrush, "Nearest Neighbor Normalization Improves Multimodal
    Retrieval" (EMNLP 2024, arXiv 2410.24114), where the bank is a set of training captions, so that nothing is learnt
    from the test set; ``k = 128`` and a weight (``alpha``) of .75 as in the package's readme. For a bank of another
    domain its authors take a weight of .25 to .5 and ``k`` of 8 to 16.

    It assumes that an image is a hub for the test articles if it is one for the bank.

    Args:
        k: how many of an image's nearest articles count.
        weight: the share that is subtracted, ``alpha`` in the paper.
    """

    accepts = (Domain.COSINE, Domain.SCORE)

    def __init__(self, k: Annotated[int, Ge(1)] = 128, weight: Annotated[float, Ge(0)] = 0.75) -> None:
        super().__init__(weight)
        self.k = k

    def column_term(self, bank: Bank) -> NDArray[np.float64]:
        """The mean of the ``k`` highest; one pass."""
        return highest_mean(bank, self.k)

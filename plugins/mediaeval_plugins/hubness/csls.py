"""Cross-domain similarity local scaling."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from annotated_types import Ge
from numpy.typing import NDArray

from mediaeval import Bank, Domain
from mediaeval_plugins.hubness.column_bias import ColumnBias
from mediaeval_plugins.hubness.column_terms import highest_mean


class CSLS(ColumnBias):
    """Cosines less the density around the image: half the mean of its ``k`` nearest articles.

    With ``r`` the mean cosine to the ``k`` nearest of the other side::

        2 z_ij - r_i - r_j    ranks within a row as    z_ij - r_j / 2

    Source: Conneau, Lample, Ranzato, Denoyer and Jegou, "Word translation without parallel data" (arXiv 1710.04087),
    equation 3; ``k = 10`` as in its code (MUSE, ``word_translation.py``).

    It assumes that an image near many articles is near by its nature, not by its merit. It has no temperature, so any
    score that is additive will do.

    Args:
        k: how many of an image's nearest articles make its density.
    """

    accepts = (Domain.COSINE, Domain.SCORE)

    def __init__(self, k: Annotated[int, Ge(1)] = 10) -> None:
        super().__init__(0.5)
        self.k = k

    def column_term(self, bank: Bank) -> NDArray[np.float64]:
        """The mean of the ``k`` highest; one pass."""
        return highest_mean(bank, self.k)

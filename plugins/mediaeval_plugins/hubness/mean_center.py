"""Mean centring of articles, as distribution normalisation does."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from annotated_types import Ge
from numpy.typing import NDArray

from mediaeval import Bank, Domain
from mediaeval_plugins.hubness.column_bias import ColumnBias
from mediaeval_plugins.hubness.column_terms import mean


class MeanCenter(ColumnBias):
    """Cosines less a share of the image's mean over the bank.

    With the mean embeddings ``m`` of a bank of articles and ``n`` of images, distribution normalisation is::

        (u_i - w m) . (x_j - w n)    and ranks within a row as    z_ij - w * 1/B sum_b z_bj

    Source: Zhou, Ren, Li, Zabih and Lim, "Test-Time Distribution Normalization for Contrastively Learned
    Vision-language Models" (NeurIPS 2023, arXiv 2302.11084); ``w = .25`` as in its retrieval code. At ``w = .5`` it is
    what dual softmax becomes at high temperature.

    It assumes the least of the family: a mean over any few hundred titles of the kind will do, and the test set is not
    needed (``[scoring] bank = "external"``).

    Args:
        weight: the share of the mean that is subtracted.
    """

    accepts = (Domain.COSINE, Domain.SCORE)

    def __init__(self, weight: Annotated[float, Ge(0)] = 0.25) -> None:
        super().__init__(weight)

    def column_term(self, bank: Bank) -> NDArray[np.float64]:
        """The mean; one pass."""
        return mean(bank)

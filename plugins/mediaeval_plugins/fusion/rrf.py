"""Reciprocal rank fusion."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from annotated_types import Ge

from mediaeval import Domain
from mediaeval.roles import FloatArray
from mediaeval_plugins.fusion.ranks import mean_ranks


class ReciprocalRankFusion:
    """``sum_v 1 / (k + rank_v)``; a list that does not hold an image adds nothing.

    It needs no scores, so that it fuses submission files too; it throws away how far apart scores are, and of two
    lists that swap two images it makes a tie.

    Source: Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning
    Methods" (SIGIR 2009), with its ``k = 60``.

    Args:
        k: how little the first ranks stand out.
    """

    accepts = tuple(Domain)
    produces = Domain.RANK
    scale_free = True

    def __init__(self, k: Annotated[float, Ge(0)] = 60) -> None:
        self.k = k

    def aggregate(self, scores: FloatArray, domain: Domain) -> FloatArray:  # noqa: ARG002 - order is all that counts
        """``(V, q, D)`` to ``(q, D)``."""
        parts = np.where(np.isneginf(scores), 0.0, 1 / (self.k + mean_ranks(scores)))
        # Added from the smallest: the same ranks in another order of lists give the same sum, to the last bit.
        return np.asarray(np.sort(parts, axis=0).sum(axis=0), dtype=scores.dtype)

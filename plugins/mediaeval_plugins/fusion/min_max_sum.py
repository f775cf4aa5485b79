"""The sum of scores between 0 and 1."""

from __future__ import annotations

import numpy as np

from mediaeval import Domain
from mediaeval.roles import FloatArray
from mediaeval_plugins.fusion.normalised import min_max
from mediaeval_plugins.fusion.weights import Weight, shares


class MinMaxSum:
    """``sum_v w_v (s_v - min) / (max - min)`` with the extremes of the article's own row: CombSUM, min-max normalised.

    Source: Fox and Shaw, "Combination of Multiple Searches" (TREC-2, 1994), with the normalisation of Lee, "Analyses of
    Multiple Evidence Combination" (SIGIR 1997).

    Args:
        weights: of each view or encoder in turn, relative to each other; the last counts for all after it. Without
            any, all are equal.
    """

    accepts = (Domain.COSINE, Domain.LOG_PROBABILITY, Domain.SCORE)
    produces = Domain.SCORE
    scale_free = True

    def __init__(self, weights: list[Weight] | None = None) -> None:
        self.weights = weights

    def aggregate(self, scores: FloatArray, domain: Domain) -> FloatArray:  # noqa: ARG002 - any scale will do
        """``(V, q, D)`` to ``(q, D)``."""
        return np.asarray((shares(self.weights, len(scores)) * min_max(scores)).sum(axis=0), dtype=scores.dtype)

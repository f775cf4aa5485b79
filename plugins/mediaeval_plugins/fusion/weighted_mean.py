"""The weighted mean over views."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mediaeval import Domain
from mediaeval.roles import FloatArray
from mediaeval_plugins.fusion.weights import Weight, shares


class WeightedMean:
    """``sum_v w_v s_v`` with weights that sum to 1, of what the scores stand for, as :class:`.mean_pool.MeanPool`.

    Log-probabilities stand for products: ``logsumexp_v(s_v + log w_v)``.

    Args:
        weights: of the title and of each further view in turn; the last counts for all views after it, so that
            ``[2, 1]`` gives the title twice the weight of each paraphrase. They need not sum to 1; without any, all
            are equal.
    """

    accepts = (Domain.COSINE, Domain.LOG_PROBABILITY, Domain.SCORE)
    produces = None

    def __init__(self, weights: list[Weight] | None = None) -> None:
        self.weights = weights

    def view_weights(self, views: int, domain: Domain) -> NDArray[np.float64] | None:
        """The shares; None for products of several views, which are averaged before their logarithm is taken."""
        return None if domain is Domain.LOG_PROBABILITY and views > 1 else shares(self.weights, views)[:, 0, 0]

    def aggregate(self, scores: FloatArray, domain: Domain) -> FloatArray:
        """``(V, q, D)`` to ``(q, D)``."""
        share = shares(self.weights, len(scores))
        if domain is Domain.LOG_PROBABILITY:
            counted = share[:, 0, 0] > 0
            pooled = np.logaddexp.reduce(scores[counted] + np.log(share[counted]), axis=0)
        else:
            pooled = (scores * share).sum(axis=0)
        return np.asarray(pooled, dtype=scores.dtype)

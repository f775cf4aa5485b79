"""The mean over views."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mediaeval import Domain
from mediaeval.roles import FloatArray


class MeanPool:
    """The arithmetic mean of what the scores stand for.

    Cosines and plain scores are averaged as they are. Log-probabilities stand for products, so their mean is
    ``logsumexp_v(s_v) - log V``: the view with the flatter row weighs more, as in a mean of the products themselves.
    Ranks have no mean worth taking and are refused.

    Source: section 3.5 of the paper (CEUR Vol-3658, paper 12): "mean pooling".
    """

    accepts = (Domain.COSINE, Domain.LOG_PROBABILITY, Domain.SCORE)
    produces = None

    def view_weights(self, views: int, domain: Domain) -> NDArray[np.float64] | None:
        """Equal ones; None for products of several views, which are averaged before their logarithm is taken."""
        return None if domain is Domain.LOG_PROBABILITY and views > 1 else np.full(views, 1 / views)

    def aggregate(self, scores: FloatArray, domain: Domain) -> FloatArray:
        """``(V, q, D)`` to ``(q, D)``."""
        if len(scores) == 1:
            return np.asarray(scores[0])
        if domain is Domain.LOG_PROBABILITY:
            pooled = np.logaddexp.reduce(scores, axis=0) - math.log(len(scores))
        else:
            pooled = scores.mean(axis=0)
        return np.asarray(pooled, dtype=scores.dtype)

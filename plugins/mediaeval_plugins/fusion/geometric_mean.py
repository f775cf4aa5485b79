"""The geometric mean over views."""

from __future__ import annotations

import numpy as np

from mediaeval import Domain
from mediaeval.roles import FloatArray

_FLOOR = 1e-12


class GeometricMean:
    """``(prod_v s_v)^(1/V)`` of what the scores stand for.

    Log-probabilities stand for products: the mean of the logarithms, which is a logarithm again. Cosines of 0 and less
    have no geometric mean and count as 1e-12.
    """

    accepts = (Domain.COSINE, Domain.LOG_PROBABILITY)
    produces = None

    def aggregate(self, scores: FloatArray, domain: Domain) -> FloatArray:
        """``(V, q, D)`` to ``(q, D)``."""
        if domain is Domain.LOG_PROBABILITY:
            return np.asarray(scores.mean(axis=0), dtype=scores.dtype)
        return np.asarray(np.exp(np.log(np.maximum(scores, _FLOOR)).mean(axis=0)), dtype=scores.dtype)

"""The worst view decides."""

from __future__ import annotations

import numpy as np

from mediaeval import Domain
from mediaeval.roles import FloatArray


class Minimum:
    """``min_v s_v``, CombMIN: every view must like an image; of two encoders the smaller scores win.

    Source: Fox and Shaw, "Combination of Multiple Searches" (TREC-2, 1994).
    """

    accepts = tuple(Domain)
    produces = None

    def aggregate(self, scores: FloatArray, domain: Domain) -> FloatArray:  # noqa: ARG002 - order is all that counts
        """``(V, q, D)`` to ``(q, D)``."""
        return np.asarray(scores.min(axis=0))

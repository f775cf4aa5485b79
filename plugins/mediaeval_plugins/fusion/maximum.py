"""The best view decides."""

from __future__ import annotations

import numpy as np

from mediaeval import Domain
from mediaeval.roles import FloatArray


class Maximum:
    """``max_v s_v``, CombMAX: one view that likes an image is enough; of two encoders the larger scores win.

    Source: Fox and Shaw, "Combination of Multiple Searches" (TREC-2, 1994).
    """

    accepts = tuple(Domain)
    produces = None

    def aggregate(self, scores: FloatArray, domain: Domain) -> FloatArray:  # noqa: ARG002 - order is all that counts
        """``(V, q, D)`` to ``(q, D)``."""
        return np.asarray(scores.max(axis=0))

"""No revision."""

from __future__ import annotations

from mediaeval import Bank, Domain
from mediaeval.roles import FloatArray


class NoRevision:
    """Hands scores on as they are; takes no option and reads no bank."""

    accepts = tuple(Domain)
    produces = None
    assumes = ()

    def fit(self, bank: Bank) -> None:
        """Learn nothing."""

    def column_bias(self, state: None) -> float:  # noqa: ARG002 - there is no state
        """No column is moved."""
        return 0.0

    def apply(self, scores: FloatArray, state: None) -> FloatArray:  # noqa: ARG002 - there is no state
        """``(q, D)`` scores, unchanged."""
        return scores

"""Mutual proximity: how surely each side finds the other nearer than its usual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval import Assumption, Bank, Domain
from mediaeval.roles import FloatArray
from mediaeval_plugins.hubness.column_terms import spread
from mediaeval_plugins.hubness.scipy_library import scipy_module

_FLAT = 1e-9


@dataclass(frozen=True)
class _Columns:
    """``(D,)`` means and standard deviations of the bank's columns."""

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]


class MutualProximity:
    """The probability that a pair is nearer than both of its members usually are, both taken as Gaussian.

    With means ``m`` and standard deviations ``s`` of row ``i`` and of column ``j``::

        log Phi((z_ij - m_i) / s_i) + log Phi((z_ij - m_j) / s_j)

    which for distances ``d = 1 - z`` is ``P(X > d_ij) P(Y > d_ij)``. A row or column without spread says nothing and
    leaves its factor out.

    Source: Schnitzer, Flexer, Schedl and Widmer, "Local and Global Scaling Reduce Hubs in Space" (JMLR 13, 2012),
    the Gaussian form with independent sides.

    It assumes that a row and a column of cosines are roughly normal, and that the two sides are independent.
    """

    accepts = (Domain.COSINE, Domain.SCORE)
    produces = Domain.LOG_PROBABILITY
    assumes = (Assumption.TRANSDUCTIVE,)

    def fit(self, bank: Bank) -> _Columns:
        """Means and standard deviations of the columns; one pass."""
        return _Columns(*spread(bank))

    def apply(self, scores: FloatArray, state: _Columns) -> FloatArray:
        """``(q, D)`` scores to log-probabilities; the statistics of a row are its own."""
        rows = _log_phi(
            scores,
            scores.mean(axis=1, keepdims=True, dtype=np.float64),
            scores.std(axis=1, keepdims=True, dtype=np.float64),
        )
        return np.asarray(rows + _log_phi(scores, state.mean, state.deviation), dtype=scores.dtype)


def _log_phi(scores: FloatArray, mean: NDArray[Any], deviation: NDArray[Any]) -> NDArray[np.float64]:
    """The logarithm of the normal distribution function of standardised scores; 0 where there is no spread."""
    flat = deviation <= _FLAT
    standard = (scores - mean) / np.where(flat, 1, deviation)
    value: NDArray[np.float64] = scipy_module("special").log_ndtr(standard)
    return np.where(flat, 0, value)

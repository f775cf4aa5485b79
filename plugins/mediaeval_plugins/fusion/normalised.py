"""Scores of different scales brought to one, row by row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mediaeval.roles import FloatArray

__all__ = ["min_max", "z_scores"]


def z_scores(scores: FloatArray) -> NDArray[np.float64]:
    """``(..., D)`` scores less the mean of their row, over its standard deviation; 0 in a row without any."""
    centred = scores - scores.mean(axis=-1, keepdims=True, dtype=np.float64)
    return np.asarray(_over(centred, np.sqrt(np.square(centred).mean(axis=-1, keepdims=True))))


def min_max(scores: FloatArray, listed: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    """``(..., D)`` scores moved to 0 (lowest of the row) to 1 (highest); 0 in a row without spread.

    Args:
        scores: any scores.
        listed: ``(..., D)``, which of them count; the others become 0.
    """
    counted = np.ones(scores.shape, dtype=bool) if listed is None else listed
    low = np.where(counted, scores, np.inf).min(axis=-1, keepdims=True)
    high = np.where(counted, scores, -np.inf).max(axis=-1, keepdims=True)
    some = np.isfinite(low)  # a row of which nothing counts has no lowest
    above = np.where(counted & some, scores, 0.0) - np.where(some, low, 0.0)
    return np.asarray(np.where(counted, _over(above, np.where(some, high, 0.0) - np.where(some, low, 0.0)), 0.0))


def _over(values: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    flat = scale <= np.finfo(np.float32).tiny
    return np.where(flat, 0.0, values / np.where(flat, 1.0, scale))

"""Logarithms of sums of exponentials that neither overflow nor underflow."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from mediaeval.roles import FloatArray

__all__ = ["column_log_sum_exp", "row_log_sum_exp"]


def row_log_sum_exp(scores: FloatArray) -> FloatArray:
    """``log(sum_j exp(s_ij))`` of ``(q, D)`` scores, as ``(q, 1)`` in their dtype; the sum runs in float64."""
    top = scores.max(axis=1, keepdims=True)
    total = np.exp(scores - top).sum(axis=1, keepdims=True, dtype=np.float64)
    return np.asarray(top + np.log(total), dtype=scores.dtype)


def column_log_sum_exp(strips: Iterable[FloatArray]) -> NDArray[np.float64]:
    """``log(sum_i exp(s_ij))`` over the rows of all ``(q, D)`` strips, as ``(D,)``, in one pass.

    Keeps a running maximum and a float64 sum for each column (Milakov and Gimelshein, arXiv 1805.02867): at
    temperature 1 thousands of terms near 1 would cost a float32 sum its last three digits.

    Raises:
        ValueError: there is no strip.
    """
    top: FloatArray | None = None
    total: NDArray[np.float64] | None = None
    for strip in strips:
        highest = strip.max(axis=0)
        if top is None or total is None:
            top, total = highest, np.zeros(strip.shape[1])
        new = np.maximum(top, highest)
        total = total * np.exp(top - new, dtype=np.float64) + np.exp(strip - new).sum(axis=0, dtype=np.float64)
        top = new
    if top is None or total is None:
        raise ValueError("a bank without a strip has no column sums")
    return np.asarray(top + np.log(total), dtype=np.float64)

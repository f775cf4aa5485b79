"""Ranks of scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mediaeval.roles import FloatArray

__all__ = ["mean_ranks"]


def mean_ranks(scores: FloatArray) -> NDArray[np.float64]:
    """``(..., D)`` scores to ranks in their row, 1 for the highest; images that tie share the mean of their ranks.

    Shared, so that equal pictures stay equal whatever is made of their ranks.
    """
    order = np.argsort(-scores, axis=-1, kind="stable")
    sorted_ = np.take_along_axis(scores, order, axis=-1)
    place = np.arange(scores.shape[-1])
    begins = np.ones(scores.shape, dtype=bool)
    begins[..., 1:] = sorted_[..., 1:] != sorted_[..., :-1]
    ends = np.ones(scores.shape, dtype=bool)
    ends[..., :-1] = begins[..., 1:]
    first = np.maximum.accumulate(np.where(begins, place, 0), axis=-1)
    last = np.flip(np.minimum.accumulate(np.flip(np.where(ends, place, len(place)), -1), axis=-1), -1)
    ranks = np.empty(scores.shape)
    np.put_along_axis(ranks, order, (first + last) / 2 + 1, axis=-1)
    return ranks

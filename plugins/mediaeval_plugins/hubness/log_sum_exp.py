"""Logarithms of sums of exponentials that neither overflow nor underflow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from mediaeval import Bank, in_threads
from mediaeval.roles import FloatArray, HasTiles

__all__ = ["column_log_sum_exp", "row_log_sum_exp"]

_BLOCK_BYTES = 2**20
"""Bytes of the columns that are worked on at once: what lies in the second-level cache is not fetched twice."""


def row_log_sum_exp(scores: FloatArray) -> FloatArray:
    """``log(sum_j exp(s_ij))`` of ``(q, D)`` scores, as ``(q, 1)`` in their dtype; the sum runs in float64."""
    top = scores.max(axis=1, keepdims=True)
    total = np.exp(scores - top).sum(axis=1, keepdims=True, dtype=np.float64)
    return np.asarray(top + np.log(total), dtype=scores.dtype)


def column_log_sum_exp(strips: Bank | Iterable[FloatArray], temperature: float = 1.0) -> NDArray[np.float64]:
    """``log(sum_i exp(s_ij / T))`` over the rows of all ``(q, D)`` strips, as ``(D,)``, in one pass.

    Keeps a running maximum and a float64 sum for each column (Milakov and Gimelshein, arXiv 1805.02867): at
    temperature 1 thousands of terms near 1 would cost a float32 sum its last three digits. Columns are worked on in
    blocks, several at once; each is summed in the order of its rows, so that neither blocks nor threads show.

    Raises:
        ValueError: there is no strip.
    """
    top: FloatArray | None = None
    total: NDArray[np.float64] | None = None
    images = strips.images if isinstance(strips, Bank) else None
    for columns, scores in _parts(strips):
        if top is None or total is None:
            width = images or scores.shape[1]
            top, total = np.full(width, -np.inf, dtype=scores.dtype), np.zeros(width)
        highest, added = top[columns], total[columns]
        _add(scores, temperature, highest, added)
        top[columns], total[columns] = highest, added
    if top is None or total is None:
        raise ValueError("a bank without a strip has no column sums")
    return np.asarray(top.astype(np.float64) / temperature + np.log(total))


def _parts(strips: Bank | Iterable[FloatArray]) -> Iterator[tuple[NDArray[np.intp] | slice, FloatArray]]:
    """Columns and the scores of some rows in them: whole strips, or tiles where a bank has them."""
    if isinstance(strips, HasTiles):
        yield from strips.tiles()
    else:
        yield from ((slice(None), strip) for strip in strips)


def _add(strip: FloatArray, temperature: float, top: FloatArray, total: NDArray[np.float64]) -> None:
    """Take a strip into the columns' maxima, ``(D,)``, and sums relative to them, in place."""
    width = max(64, _BLOCK_BYTES // (strip.itemsize * max(1, len(strip))))

    def some(start: int) -> None:
        part = slice(start, start + width)
        scores = strip[:, part]
        new = np.maximum(top[part], scores.max(axis=0))
        terms = scores - new
        terms /= terms.dtype.type(temperature)
        np.exp(terms, out=terms)
        before = np.exp((top[part].astype(np.float64) - new) / temperature)
        total[part] = total[part] * before + terms.sum(axis=0, dtype=np.float64)
        top[part] = new

    in_threads(some, range(0, strip.shape[1], width))

"""Which of many 64-bit hashes lie within a few bits of one of some others: all against all, in blocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["distances", "nearest_within"]

Bits = NDArray[np.uint64]

_BLOCK = 1 << 19
"""Comparisons at a time: their results stay in a processor's cache."""

_PAIRS, _FOURS, _BYTES = (np.uint64(x) for x in (0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F))
_EVERY_BYTE = np.uint64(0x0101010101010101)


def distances(ones: Bits, others: Bits) -> NDArray[np.uint8]:
    """Bits in which hashes differ; the arrays are broadcast against each other."""
    return _popcount(np.bitwise_xor(ones, others))


def nearest_within(hashes: Bits, targets: Bits, limit: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The nearest target of each hash.

    Args:
        hashes: ``(n,)``, any number of them.
        targets: ``(m,)``, some thousands.
        limit: bits in which the two may differ.

    Returns:
        ``(n,)`` places among ``targets``, -1 where none is within the limit, and of equally near ones the first;
        and ``(n,)`` distances, 255 where none is.
    """
    place = np.full(len(hashes), -1, dtype=np.int64)
    best = np.full(len(hashes), 255, dtype=np.uint8)
    if not len(targets) or limit < 0:
        return place, best
    wide = max(1, _BLOCK // len(targets))
    for start in range(0, len(hashes), wide):
        apart = distances(hashes[start : start + wide, None], targets[None, :])
        near = apart.argmin(axis=1)
        least = apart[np.arange(len(near)), near]
        within = np.flatnonzero(least <= limit)
        place[start + within] = near[within]
        best[start + within] = least[within]
    return place, best


def _popcount(words: Bits) -> NDArray[np.uint8]:
    """Bits that are set: NumPy's own count where it has one (2.0), else sums of neighbouring bits.

    The sums are those of Hacker's Delight (Warren), figure 5-2.
    """
    if hasattr(np, "bitwise_count"):
        counted: NDArray[np.uint8] = np.bitwise_count(words)
        return counted
    words = words - ((words >> np.uint64(1)) & _PAIRS)
    words = (words & _FOURS) + ((words >> np.uint64(2)) & _FOURS)
    words = (words + (words >> np.uint64(4))) & _BYTES
    return ((words * _EVERY_BYTE) >> np.uint64(56)).astype(np.uint8)

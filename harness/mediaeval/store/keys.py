"""Content keys by the million: 32 bytes each, side by side in one array, and the ways to search them.

A Python string of 64 hex digits takes 113 bytes and a pointer; a row of this array takes 32 bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

__all__ = ["KEY_BYTES", "KeyIndex", "Keys", "distinct", "keys_of"]

KEY_BYTES = 32
Keys = NDArray[np.uint8]
"""``(n, 32)``: the sha256 of each of ``n`` items."""

_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)


def keys_of(digests: Iterable[str]) -> Keys:
    """The array of digests that are given in hex."""
    return np.frombuffer(b"".join(bytes.fromhex(d) for d in digests), dtype=np.uint8).reshape(-1, KEY_BYTES)


def _packed(keys: Keys, first: int = 0) -> NDArray[np.uint64]:
    """``(n,)``: the first four bytes of each key, then its position, as one number: sorted in place, at 8 bytes a key.

    Positions are 32 bits wide, so that one array holds at most 4,294,967,296 keys.
    """
    packed: NDArray[np.uint64] = np.ascontiguousarray(keys[:, :4]).view(">u4")[:, 0].astype(np.uint64)
    packed <<= _SHIFT
    packed |= np.arange(first, first + len(keys), dtype=np.uint32)
    return packed


def _positions(packed: NDArray[np.uint64]) -> NDArray[np.uint32]:
    return (packed & _LOW).astype(np.uint32)


def distinct(keys: Keys) -> NDArray[np.uint32]:
    """Positions of the keys in ascending order of key, of equal keys the first alone.

    Costs 12 bytes a key while it works, and 4 in what it returns.
    """
    packed = _packed(keys)
    packed.sort()
    order = _positions(packed)
    packed >>= _SHIFT
    twins = np.flatnonzero(packed[1:] == packed[:-1])
    del packed
    keep = np.ones(len(order), dtype=bool)
    # Runs of equal first bytes are few: chance pairs, and pictures that occur more than once.
    for run in np.split(twins, np.flatnonzero(np.diff(twins) > 1) + 1) if len(twins) else []:
        start, stop = int(run[0]), int(run[-1]) + 2
        ranked = sorted((keys[at].tobytes(), int(at)) for at in order[start:stop])
        order[start:stop] = [at for _, at in ranked]
        keep[start:stop] = [i == 0 or ranked[i][0] != ranked[i - 1][0] for i in range(len(ranked))]
    return order[keep]


class KeyIndex:
    """Where keys lie in a growing list of them: 8 bytes a key, sorted once for each addition.

    The index alone does not hold the keys: whoever asks compares what :meth:`candidates` gives with the keys
    themselves.
    """

    def __init__(self) -> None:
        self._packed = np.empty(0, dtype=np.uint64)

    def __len__(self) -> int:
        return len(self._packed)

    def add(self, keys: Keys) -> None:
        """Append keys, which take the positions after those of the last call."""
        grown = np.empty(len(self) + len(keys), dtype=np.uint64)
        grown[: len(self)] = self._packed
        grown[len(self) :] = _packed(keys, len(self))
        grown.sort(kind="stable")  # merges runs that are sorted already
        self._packed = grown

    def candidates(self, keys: Keys) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The run of the index that each key may lie in, as first and last-but-one: start and stop."""
        low = _packed(keys)
        low >>= _SHIFT
        low <<= _SHIFT
        return np.searchsorted(self._packed, low), np.searchsorted(self._packed, low | _LOW, side="right")

    def positions(self, at: NDArray[np.intp]) -> NDArray[np.uint32]:
        """The positions that stand at these places of the index."""
        return _positions(self._packed[at])

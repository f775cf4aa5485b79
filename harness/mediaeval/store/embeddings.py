"""Embeddings by content: what was encoded once is never encoded again, whoever asks.

A space is the folder of one encoder fingerprint and modality; what does not share all that decides an embedding does
not share a folder. In it lie immutable shards (:mod:`mediaeval.store.shards`), put in place whole: a killed process
leaves no half shard, and any number of processes may write to one space.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import DataError
from mediaeval.roles import Modality
from mediaeval.storage import atomic_path, digest_bytes
from mediaeval.store.keys import KeyIndex, Keys
from mediaeval.store.shards import SUFFIX, Shard, write_shard

__all__ = ["LABEL", "EmbeddingStore", "Space", "SpaceWriter"]

LABEL = "space.json"
"""What a space is for, beside its shards, for people to read; its time of change is when the space was last used."""

_LAYOUT = 2  # raised when a shard's layout changes: what an older version wrote is not found, and not misread
_OPEN = 16  # shards that stay mapped


class EmbeddingStore:
    """A folder of spaces.

    Args:
        root: where the spaces lie; made when first written to.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._spaces: dict[str, Space] = {}

    def space(self, fingerprint: Mapping[str, Any] | None, modality: Modality) -> Space:
        """The space of a fingerprint; one that lives in memory alone for an encoder without a fingerprint.

        Raises:
            DataError: a shard of it is damaged.
        """
        if fingerprint is None:
            return Space(None, "")
        what = {"fingerprint": fingerprint, "modality": modality, "dtype": "float32", "layout": _LAYOUT}
        identity = json.dumps(what, sort_keys=True)
        if identity not in self._spaces:
            self._spaces[identity] = Space(self.root / digest_bytes(identity.encode())[:32], identity)
        return self._spaces[identity]


class Space:
    """The embeddings of one encoder and modality.

    Memory: 8 bytes an item for the index, and what the few shards take that are open at a time.

    Args:
        folder: where its shards lie; None keeps them in memory.
        identity: what the space is for, as JSON.

    Raises:
        DataError: a shard is damaged.
    """

    def __init__(self, folder: Path | None, identity: str) -> None:
        self._folder = folder
        self._identity = identity
        self._shards: list[Shard | Path] = []
        self._starts: list[int] = []
        self._names: set[str] = set()
        self._index = KeyIndex()
        self._seen = -1
        self._opened = functools.lru_cache(maxsize=_OPEN)(Shard.open)
        self.refresh()
        if folder is not None:
            with contextlib.suppress(OSError):  # not there yet, or a store that can only be read
                os.utime(folder / LABEL)

    def __len__(self) -> int:
        return len(self._index)

    @property
    def folder(self) -> Path | None:
        """Where its shards lie; None for a space in memory."""
        return self._folder

    def refresh(self) -> None:
        """Look for shards that another process has written since the last look; costs one ``stat`` if there is none.

        Raises:
            DataError: one of them is damaged.
        """
        try:
            changed = self._folder.stat().st_mtime_ns if self._folder is not None else -1
        except FileNotFoundError:
            return
        if self._folder is None or changed == self._seen:
            return
        # In the order of their names, so that of two copies of a row every process reads the same one.
        new = sorted(
            entry.name
            for entry in os.scandir(self._folder)
            if entry.name.endswith(SUFFIX) and entry.name.removesuffix(SUFFIX) not in self._names
        )
        self._enlist([Shard.open(self._folder / name) for name in new])
        # A folder that changes twice within one tick of the clock shows it once: one that changed just now is looked
        # at again the next time.
        self._seen = changed if time.time_ns() - changed > 2_000_000_000 else -1  # noqa: PLR2004 - two seconds in ns

    def _enlist(self, shards: list[Shard]) -> None:
        at = len(self._index)
        for shard in shards:
            self._starts.append(at)
            self._shards.append(shard if shard.path is None else shard.path)
            self._names.add(shard.name)
            at += len(shard.keys)
        if shards:
            self._index.add(np.concatenate([shard.keys for shard in shards]))

    def _shard(self, number: int) -> Shard:
        shard = self._shards[number]
        return shard if isinstance(shard, Shard) else self._opened(shard)

    def _find(self, keys: Keys) -> NDArray[np.int64]:
        """``(n,)``: the position of each key among all items of the space; -1 where it is not stored."""
        found = np.full(len(keys), -1, dtype=np.int64)
        at, stop = self._index.candidates(keys)
        while (look := np.flatnonzero((found < 0) & (at < stop))).size:
            positions = self._index.positions(at[look]).astype(np.int64)
            same = np.empty(len(look), dtype=bool)
            for shard, here, within in self._by_shard(positions):
                same[here] = (shard.keys[within] == keys[look[here]]).all(axis=1)
            found[look[same]] = positions[same]
            at[look] += 1
        return found

    def _by_shard(self, positions: NDArray[np.int64]) -> Any:
        """Triples of a shard, the places in ``positions`` that point to it, and where in the shard they point."""
        numbers = np.searchsorted(np.array(self._starts), positions, side="right") - 1
        order = np.argsort(numbers, kind="stable")
        for group in np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1):
            if len(group):
                number = int(numbers[group[0]])
                yield self._shard(number), group, positions[group] - self._starts[number]

    def has(self, keys: Keys) -> NDArray[np.bool_]:
        """``(n,)``: which of the keys are stored."""
        step = 1 << 16  # so that what is in between does not grow with the keys
        found = np.empty(len(keys), dtype=bool)
        for start in range(0, len(keys), step):
            found[start : start + step] = self._find(keys[start : start + step]) >= 0
        return found

    def tokens(self, keys: Keys) -> NDArray[np.int32]:
        """``(n,)`` token counts of the keys; 0 where none were counted, -1 where the key is not stored."""
        position = self._find(keys)
        tokens = np.full(len(keys), -1, dtype=np.int32)
        stored = np.flatnonzero(position >= 0)
        for shard, here, within in self._by_shard(position[stored]):
            tokens[stored[here]] = shard.tokens[within]
        return tokens

    def read(self, keys: Keys) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """``(n, d)`` unit rows of the keys, in their order, and ``(n,)`` token counts (0 where none were counted).

        Raises:
            KeyError: a key is not stored.
            DataError: a row is not the one that was written.
        """
        position = self._find(keys)
        if (position < 0).any():
            raise KeyError(keys[int(np.argmin(position))].tobytes().hex())
        width = self._shard(0).rows.shape[1] if self._shards else 0
        rows = np.empty((len(keys), width), dtype=np.float32)
        tokens = np.empty(len(keys), dtype=np.int32)
        for shard, here, within in self._by_shard(position):
            rows[here], tokens[here] = shard.read(within), shard.tokens[within]
        return rows, tokens

    def write(self, keys: Keys, rows: NDArray[np.float32], tokens: NDArray[np.int32] | None = None) -> None:
        """Add unit rows under new keys, durably, as one shard; what is stored by now is left out.

        Raises:
            OutputError: the shard cannot be written; nothing is left of it.
            DataError: the rows are of another width than those that are stored.
        """
        self.refresh()
        counts = np.zeros(len(keys), dtype=np.int32) if tokens is None else tokens
        new = ~self.has(keys)
        if not new.any():
            return
        if self._shards and (width := self._shard(0).rows.shape[1]) != rows.shape[1]:
            raise DataError(
                f"the encoder gave rows of {rows.shape[1]} numbers, and earlier ones of {width} under one fingerprint.",
                hint="A fingerprint must tell all that decides a row; `mediaeval store prune` clears spaces.",
            )
        if self._folder is not None:
            self._label(self._folder)
        self._enlist([write_shard(self._folder, keys[new], counts[new], rows[new])])

    def _label(self, folder: Path) -> None:
        label = folder / LABEL
        if not label.exists():
            with atomic_path(label) as temporary:
                temporary.write_text(json.dumps(json.loads(self._identity), indent=1, sort_keys=True) + "\n")


class SpaceWriter:
    """Gathers rows and writes them as shards of a sensible size.

    A kill costs at most ten seconds of work, or a twentieth of what was done before where that is less; so 1,500 images
    make some dozens of shards, and a million some hundreds. A context manager: whatever else ends the block, an
    exception or Ctrl-C too, what was encoded is stored.

    Args:
        space: where to.
        seconds: after how long gathered rows are written.
        share: after which share of all rows before them they are written.
        size: after how many bytes of rows they are written.
    """

    def __init__(self, space: Space, seconds: float = 10.0, share: float = 0.05, size: int = 1 << 25) -> None:
        self._space, self._seconds, self._share, self._size = space, seconds, share, size
        self._parts: list[tuple[Keys, NDArray[np.float32], NDArray[np.int32]]] = []
        self._since = time.monotonic()
        self._written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()

    def add(self, keys: Keys, rows: NDArray[np.float32], tokens: NDArray[np.int32]) -> None:
        """Take unit rows under new keys.

        Raises:
            OutputError: a shard cannot be written.
        """
        self._parts.append((keys, rows, tokens))
        gathered = sum(len(part[0]) for part in self._parts)
        late = time.monotonic() - self._since >= self._seconds
        if late or gathered >= self._share * self._written or gathered * rows.itemsize * rows.shape[1] >= self._size:
            self.flush()

    def flush(self) -> None:
        """Write what is gathered.

        Raises:
            OutputError: the shard cannot be written.
        """
        parts, self._parts = self._parts, []
        self._since = time.monotonic()
        if parts:
            self._space.write(*(np.concatenate([part[i] for part in parts]) for i in range(3)))
            self._written += sum(len(part[0]) for part in parts)

"""Embeddings by content: what was encoded once is never encoded again, whoever asks.

A space is the folder of one encoder fingerprint and modality; what does not share all that decides an embedding does
not share a folder. In it lie immutable shards, each one ``.npy`` file of records ``(key, tokens, row)`` named by the
sha256 of its own bytes and put in place whole, so that a killed process leaves no half shard, two processes never
write the same name with different bytes, and a flipped byte is seen.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import DataError
from mediaeval.roles import Modality
from mediaeval.storage import atomic_path, digest_bytes, digest_file

__all__ = ["EmbeddingStore", "Space"]


class EmbeddingStore:
    """A folder of spaces.

    Args:
        root: where the spaces lie; made when first written to.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._spaces: dict[str, Space] = {}

    def space(self, fingerprint: Mapping[str, Any] | None, modality: Modality) -> Space:
        """The space of a fingerprint; one that lives in memory alone for an encoder without a fingerprint."""
        if fingerprint is None:
            return Space(None, "")
        identity = json.dumps({"fingerprint": fingerprint, "modality": modality, "dtype": "float32"}, sort_keys=True)
        if identity not in self._spaces:
            self._spaces[identity] = Space(self.root / digest_bytes(identity.encode())[:32], identity)
        return self._spaces[identity]


class Space:
    """The embeddings of one encoder and modality.

    Args:
        folder: where its shards lie; None keeps them in memory.
        identity: what the space is for, as JSON, written beside the shards for people to read.
    """

    def __init__(self, folder: Path | None, identity: str) -> None:
        self._folder = folder
        self._identity = identity
        self._shards: list[NDArray[Any]] = []
        if folder is not None:
            self._shards = [_open_shard(path) for path in sorted(folder.glob("*.npy"))]
        self._stale = True

    def _index(self) -> None:
        """Sort the keys of all shards, once for all that was written since the last look."""
        if not self._stale:
            return
        self._stale = False
        keys = [shard["key"] for shard in self._shards]
        self._keys: NDArray[np.bytes_] = np.concatenate(keys) if keys else np.empty(0, dtype="S32")
        self._shard = np.repeat(np.arange(len(keys)), [len(k) for k in keys])
        self._row = np.concatenate([np.arange(len(k)) for k in keys]) if keys else np.empty(0, dtype=np.intp)
        self._order = np.argsort(self._keys, kind="stable")

    def _find(self, keys: Sequence[str]) -> NDArray[np.intp]:
        """The position of each key among all records; -1 where it is not stored."""
        self._index()
        wanted = np.array([bytes.fromhex(key) for key in keys], dtype="S32")
        if not len(self._keys):
            return np.full(len(wanted), -1, dtype=np.intp)
        at = np.searchsorted(self._keys, wanted, sorter=self._order).clip(max=len(self._keys) - 1)
        position = self._order[at]
        return np.where(self._keys[position] == wanted, position, -1)

    def has(self, keys: Sequence[str]) -> NDArray[np.bool_]:
        """Which of the keys (sha256, hex) are stored."""
        return self._find(keys) >= 0

    def read(self, keys: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """``(n, d)`` unit rows of the keys, in their order, and ``(n,)`` token counts (0 where none were counted).

        Raises:
            KeyError: a key is not stored.
        """
        position = self._find(keys)
        if (position < 0).any():
            raise KeyError(keys[int(np.argmin(position))])
        width = self._shards[0].dtype["row"].shape[0]
        rows = np.empty((len(keys), width), dtype=np.float32)
        tokens = np.empty(len(keys), dtype=np.int32)
        for number in np.unique(self._shard[position]):
            here = np.flatnonzero(self._shard[position] == number)
            records = self._shards[number][self._row[position[here]]]
            rows[here], tokens[here] = records["row"], records["tokens"]
        return rows, tokens

    def write(self, keys: Sequence[str], rows: NDArray[np.float32], tokens: Sequence[int] | None = None) -> None:
        """Add unit rows under new keys, durably, as one shard.

        Raises:
            OutputError: the shard cannot be written; nothing is left of it.
        """
        shard = np.empty(len(keys), dtype=[("key", "S32"), ("tokens", "<i4"), ("row", "<f4", (rows.shape[1],))])
        shard["key"] = [bytes.fromhex(key) for key in keys]
        shard["tokens"] = 0 if tokens is None else tokens
        shard["row"] = rows
        if self._folder is not None:
            self._write_shard(self._folder, shard)
        self._shards.append(shard)
        self._stale = True

    def _write_shard(self, folder: Path, shard: NDArray[Any]) -> None:
        label = folder / "space.json"
        if not label.exists():
            with atomic_path(label) as temporary:
                temporary.write_text(json.dumps(json.loads(self._identity), indent=1, sort_keys=True) + "\n")
        buffer = io.BytesIO()
        np.save(buffer, shard, allow_pickle=False)
        content = buffer.getvalue()
        with atomic_path(folder / f"{hashlib.sha256(content).hexdigest()}.npy") as temporary:
            temporary.write_bytes(content)


def _open_shard(path: Path) -> NDArray[Any]:
    if digest_file(path) != path.stem:
        raise DataError(
            f"{path}: this shard of stored embeddings has changed since it was written.",
            hint="Delete it; what it held is encoded again.",
        )
    shard: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return shard

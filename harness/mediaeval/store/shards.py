"""One shard: an immutable file of embeddings that is named by what it holds.

A shard is a ``.npy`` file of one record with four columns: keys, token counts, digests of the rows, rows. Its name is
the sha256 of all that stands before the rows, and each row's digest stands there: so the name vouches for the head,
which is 2 % of the file and read when the shard is opened, and the head vouches for each row, which is checked when
that row is read. A flipped byte is seen before it is used, and nobody reads gigabytes to use one row.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import DataError
from mediaeval.storage import atomic_path
from mediaeval.store.keys import KEY_BYTES, Keys

__all__ = ["SUFFIX", "Shard", "write_shard"]

SUFFIX = ".npy"
_DIGEST_BYTES = 16


@dataclass(frozen=True)
class Shard:
    """Embeddings side by side.

    Args:
        name: the sha256 of its head, in hex.
        path: its file; None while it lives in memory alone.
        keys: ``(n, 32)``.
        tokens: ``(n,)`` int32, 0 where none were counted.
        digests: ``(n, 16)``, of the rows.
        rows: ``(n, d)`` float32 unit rows; mapped from the file, so that only what is used is read.
    """

    name: str
    path: Path | None
    keys: Keys
    tokens: NDArray[np.int32]
    digests: NDArray[np.uint8]
    rows: NDArray[np.float32]

    @classmethod
    def open(cls, path: Path) -> Shard:
        """Read the head of a shard and check it.

        Raises:
            DataError: it is cut short, is no shard, or its head is not the one that it was written with.
        """
        try:
            with path.open("rb") as file:
                dtype = _read_dtype(file, path)
                start = dtype.fields["row"][1]  # type: ignore[index] # a structured dtype has fields
                offset = file.tell() + start
                file.seek(0)
                head = file.read(offset)
                size = file.seek(0, io.SEEK_END)
        except OSError as error:
            raise DataError(f"{path}: stored embeddings cannot be read ({error.strerror or error}).") from error
        if size != offset + dtype["row"].itemsize or hashlib.sha256(head).hexdigest() != path.stem:
            raise _changed(path)
        names = [(name, dtype[name]) for name in ("key", "tokens", "digest")]
        record = np.frombuffer(head, dtype=names, count=1, offset=offset - start)[0]
        rows: NDArray[np.float32] = np.memmap(path, "<f4", "r", offset, dtype["row"].shape)
        return cls(path.stem, path, record["key"], record["tokens"], record["digest"], rows)

    def read(self, at: NDArray[np.intp]) -> NDArray[np.float32]:
        """Copies of the rows at these places, each compared with its digest.

        Raises:
            DataError: a row is not the one that was written.
        """
        rows = np.asarray(self.rows[at])
        for row, digest in zip(rows, self.digests[at], strict=True):
            if _digest(row) != digest.tobytes():
                raise _changed(self.path or Path(self.name))
        return rows

    def verify(self) -> None:
        """Read and check every row.

        Raises:
            DataError: one is not what was written.
        """
        step = 4096
        for start in range(0, len(self.keys), step):
            self.read(np.arange(start, min(start + step, len(self.keys))))


def write_shard(folder: Path | None, keys: Keys, tokens: NDArray[np.int32], rows: NDArray[np.float32]) -> Shard:
    """Make a shard, durably in a folder or in memory.

    Raises:
        OutputError: it cannot be written; nothing is left of it.
    """
    count, width = rows.shape
    dtype = np.dtype(
        [
            ("key", "u1", (count, KEY_BYTES)),
            ("tokens", "<i4", (count,)),
            ("digest", "u1", (count, _DIGEST_BYTES)),
            ("row", "<f4", (count, width)),
        ]
    )
    record = np.empty(1, dtype=dtype)
    shard = record[0]
    shard["key"], shard["tokens"], shard["row"] = keys, tokens, rows
    shard["digest"] = np.frombuffer(b"".join(map(_digest, shard["row"])), np.uint8).reshape(count, _DIGEST_BYTES)
    if folder is None:
        return Shard("", None, shard["key"], shard["tokens"], shard["digest"], shard["row"])
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, np.lib.format.header_data_from_array_1_0(record))
    content = record.view(np.uint8).data
    start = dtype.fields["row"][1]  # type: ignore[index] # as above
    name = hashlib.sha256(buffer.getvalue() + content[:start]).hexdigest()
    path = folder / f"{name}{SUFFIX}"
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        file.write(buffer.getvalue())
        file.write(content)
    return Shard(name, path, shard["key"], shard["tokens"], shard["digest"], shard["row"])


def _digest(row: NDArray[np.float32]) -> bytes:
    return hashlib.blake2b(row.tobytes(), digest_size=_DIGEST_BYTES).digest()


def _read_dtype(file: BinaryIO, path: Path) -> np.dtype[Any]:
    """The record of a shard, from its header; the file is left at the first byte after it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # NumPy warns of headers that only Python 2 wrote
            np.lib.format.read_magic(file)
            shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    except OSError:
        raise
    except Exception as error:  # a broken header breaks NumPy's parser in many ways
        raise _changed(path) from error
    if shape != (1,) or dtype.names != ("key", "tokens", "digest", "row"):
        raise _changed(path)
    return dtype


def _changed(path: Path) -> DataError:
    return DataError(
        f"{path}: this shard of stored embeddings has changed since it was written.",
        hint="`mediaeval store prune` removes it; what it held is encoded again.",
    )

"""Pairs on their way into a manifest: their texts on disk, and of each a few numbers in memory to choose by."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mediaeval import OutputError

__all__ = ["COLUMNS", "Marks", "Staging", "mark"]

COLUMNS = ("key", "image", "sha256", "title", "source", "licence")
"""The columns of a staged pair, all of text; a manifest has ``split`` as well."""

_ROWS = 1 << 14  # in one piece of the staged table

Words = NDArray[np.uint64]
_NONE: Words = np.empty(0, dtype=np.uint64)


def mark(text: str | bytes) -> int:
    """64 bits that stand for a text; among ten million, two that differ share one with a chance of 3 in a million."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest())


@dataclass(frozen=True)
class Marks:
    """What is chosen by: six numbers of each staged pair, each ``(n,)``, 48 bytes a pair.

    Args:
        key: mark of the key.
        image: the first 64 bits of the sha256 of the picture.
        place: mark of where the picture lies, or of its address.
        title: mark of the normalised title.
        group: mark of the group; 0 for none.
        phash: perceptual hash of the picture.
    """

    key: Words
    image: Words
    place: Words
    title: Words
    group: Words
    phash: Words

    def __len__(self) -> int:
        return len(self.key)


class Staging:
    """Rows in an unnamed file, which goes when the process does; a context manager.

    Args:
        folder: where the file is made; it takes about as much room as the manifest.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: list[tuple[str, ...]] = []
        self._numbers: list[tuple[int, ...]] = []
        self._marks: list[Words] = []

    def __enter__(self) -> Self:
        import pyarrow as pa

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=self._folder)
        except OSError as error:
            raise OutputError(f"{self._folder}: cannot be written ({error.strerror or error}).") from error
        self._schema = pa.schema([(name, pa.string()) for name in COLUMNS])
        self._writer = pa.ipc.new_stream(self._file, self._schema, options=pa.ipc.IpcWriteOptions(compression="zstd"))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, row: Sequence[str], numbers: Sequence[int]) -> None:
        """One pair: its columns in the order of :data:`COLUMNS`, its numbers in the order of :class:`Marks`.

        Raises:
            OutputError: the disk is full.
        """
        self._rows.append(tuple(row))
        self._numbers.append(tuple(numbers))
        if len(self._rows) >= _ROWS:
            self._flush()

    def finish(self) -> Marks:
        """End the table; what was added can be read from now on.

        Raises:
            OutputError: the disk is full.
        """
        self._flush()
        self._writer.close()
        columns = [np.concatenate([part[:, place] for part in self._marks] or [_NONE]) for place in range(6)]
        self._marks = []
        return Marks(*columns)

    def tables(self) -> Iterator[Any]:
        """The staged rows, a piece at a time, as Arrow record batches; again at each call."""
        import pyarrow as pa

        self._file.seek(0)
        yield from pa.ipc.open_stream(self._file)

    def _flush(self) -> None:
        import pyarrow as pa

        if not self._rows:
            return
        columns = [pa.array(column, pa.string()) for column in zip(*self._rows, strict=True)]
        try:
            self._writer.write_batch(pa.record_batch(columns, schema=self._schema))
        except OSError as error:
            raise OutputError(
                f"{self._folder}: cannot be written ({error.strerror or error}).", hint="Make room and run again."
            ) from error
        self._marks.append(np.array(self._numbers, dtype=np.uint64))
        self._rows, self._numbers = [], []

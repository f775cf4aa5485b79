"""Lines of JSON in an unnamed file, which goes when the process does, until they are given a name."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mediaeval import OutputError, atomic_path

__all__ = ["Lines"]


class Lines:
    """A file without a name; a context manager.

    Args:
        folder: where it takes its room.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        try:
            self._file = tempfile.TemporaryFile(dir=self._folder)
        except OSError as error:
            raise self._unwritable(error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, row: Mapping[str, Any]) -> None:
        """One more line.

        Raises:
            OutputError: the disk is full.
        """
        try:
            self._file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        except OSError as error:
            raise self._unwritable(error) from error

    def save(self, path: Path) -> None:
        """Write all lines to a file that has a name, whole or not at all.

        Raises:
            OutputError: it cannot be written.
        """
        with atomic_path(path) as temporary, temporary.open("wb") as file:
            self._file.seek(0)
            shutil.copyfileobj(self._file, file)

    def _unwritable(self, error: OSError) -> OutputError:
        return OutputError(
            f"{self._folder}: cannot be written ({error.strerror or error}).", hint="Make room and run again."
        )

"""What was found out about picture files before, so that a second build, or one that was killed, reads none again."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from mediaeval import OutputError, cache_folder
from mediaeval_plugins.corpora.examine import Picture

__all__ = ["Ledger", "Stamp", "stamp_of"]

_VERSION = 1
"""Raised with every change of what a row means, so that older rows are not believed."""

_MANY = 500  # places in one statement; SQLite allows 999 everywhere
_SIGNED = 1 << 63

Stamp = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds: a file of the same stamp is taken for the same."""


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


class Ledger:
    """An SQLite file in the cache folder, by path and stamp; a context manager.

    What is written survives the end of the process by whatever cause; two processes may share it.
    """

    def __init__(self) -> None:
        self.path = cache_folder("corpora", f"pictures-{_VERSION}.sqlite")

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._rows = sqlite3.connect(self.path, timeout=60)
            self._rows.execute("PRAGMA journal_mode=WAL")
            self._rows.execute("PRAGMA synchronous=NORMAL")
            self._rows.execute(
                "CREATE TABLE IF NOT EXISTS pictures (path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, "
                "sha256 BLOB, phash INTEGER, width INTEGER, height INTEGER, problem TEXT) WITHOUT ROWID"
            )
        except (OSError, sqlite3.Error) as error:
            raise self._broken(error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._rows.close()

    def known(self, stamps: Mapping[Path, Stamp]) -> dict[Path, Picture]:
        """What is known of files that have not changed since.

        Raises:
            OutputError: the ledger cannot be read.
        """
        names = {os.fspath(path): path for path in stamps}
        asked = list(names)
        found: dict[Path, Picture] = {}
        try:
            for start in range(0, len(asked), _MANY):
                some = asked[start : start + _MANY]
                marks = ",".join("?" * len(some))
                query = f"SELECT * FROM pictures WHERE path IN ({marks})"  # noqa: S608 - question marks, and nothing else
                for name, size, changed, sha256, phash, width, height, problem in self._rows.execute(query, some):
                    path = names[name]
                    if stamps[path] == (size, changed):
                        found[path] = Picture(sha256, phash + _SIGNED, width, height, problem)
        except sqlite3.Error as error:
            raise self._broken(error) from error
        return found

    def learn(self, pictures: Sequence[tuple[Path, Stamp, Picture]]) -> None:
        """Write down what was found out, for good.

        Raises:
            OutputError: the ledger cannot be written.
        """
        rows = [
            (os.fspath(path), *stamp, one.sha256, one.phash - _SIGNED, one.width, one.height, one.problem)
            for path, stamp, one in pictures
        ]
        try:
            with self._rows:
                self._rows.executemany("INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def _broken(self, error: Exception) -> OutputError:
        return OutputError(
            f"{self.path}: the ledger of pictures cannot be used ({error}).",
            hint="It can be deleted: what it holds is found out again.",
        )

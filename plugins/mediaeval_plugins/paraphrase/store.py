"""Generated texts by content: what was generated once is never generated again, whoever asks.

A space is one SQLite file, named after all that decides a text: the checkpoint's digest and the options. SQLite is the
well-kept answer to what this needs: millions of small rows looked up by key in constant memory, transactions that are
on disk when they return and are rolled back after ``kill -9``, and a file that processes share. It is left in its
default rollback-journal mode with full synchronisation: the write-ahead log is faster for many small commits, while
here one commit holds a batch that took far longer to generate, and it forbids folders on a network.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from typing import TYPE_CHECKING, Any, Final

from mediaeval import OutputError, cache_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["TextStore"]

_WAIT_SECONDS: Final = 120.0
_KEYS_AT_ONCE: Final = 500
"""SQLite takes 999 values in one statement, or more."""


class TextStore:
    """A persistent mapping from a text to a JSON value; a value never changes once it is there.

    Args:
        identity: all that decides the values, as JSON; kept in the file for people to read.
        folder: where the space's file lies; None for ``texts`` in the cache folder.
    """

    def __init__(self, identity: Mapping[str, Any], folder: Path | None = None) -> None:
        self._identity = json.dumps(identity, sort_keys=True)
        name = hashlib.sha256(self._identity.encode()).hexdigest()[:32]
        self.path = (cache_folder("texts") if folder is None else folder) / f"{name}.sqlite"

    def read(self, texts: Iterable[str]) -> dict[str, Any]:
        """The values of those texts that have one.

        Raises:
            OutputError: the file is damaged, or stays locked.
        """
        found: dict[str, Any] = {}
        if not self.path.exists():
            return found
        by_key = {_key(text): text for text in texts}
        keys = list(by_key)
        with self._open() as database:
            for start in range(0, len(keys), _KEYS_AT_ONCE):
                part = keys[start : start + _KEYS_AT_ONCE]
                marks = ",".join("?" * len(part))
                rows = database.execute(f"SELECT key, value FROM texts WHERE key IN ({marks})", part)  # noqa: S608 - marks alone
                found.update((by_key[key], json.loads(value)) for key, value in rows)
        return found

    def write(self, values: Sequence[tuple[str, Any]]) -> None:
        """Add values, durably and all at once; of a text that has one already, the old one stays.

        Raises:
            OutputError: the file cannot be written, is damaged, or stays locked; nothing of ``values`` is kept.
        """
        rows = [(_key(text), json.dumps(value, ensure_ascii=False)) for text, value in values]
        with self._open() as database, database:
            database.executemany("INSERT OR IGNORE INTO texts VALUES (?, ?)", rows)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # A connection for each call: it may then be used from any thread, and after a fork.
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self.path, timeout=_WAIT_SECONDS)) as database:
                database.execute("PRAGMA synchronous = FULL")
                with database:
                    database.execute(
                        "CREATE TABLE IF NOT EXISTS texts (key BLOB PRIMARY KEY, value TEXT) WITHOUT ROWID"
                    )
                    database.execute("CREATE TABLE IF NOT EXISTS space (identity TEXT PRIMARY KEY)")
                    database.execute("INSERT OR IGNORE INTO space VALUES (?)", (self._identity,))
                yield database
        except (OSError, sqlite3.OperationalError) as error:
            raise OutputError(
                f"{self.path}: generated texts cannot be stored there ({error}).",
                hint="Make room, or choose another folder with $MEDIAEVAL_CACHE, and run again.",
            ) from error
        except sqlite3.DatabaseError as error:
            raise OutputError(
                f"{self.path}: these stored texts are damaged ({error}).",
                hint="Delete the file; what it held is generated again.",
            ) from error


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()

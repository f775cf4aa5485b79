"""What became of each address: one line of JSON each, appended whole, so that a killed download goes on."""

from __future__ import annotations

import errno
import json
import os
import threading
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mediaeval import OutputError
from mediaeval_plugins.corpora.staging import mark

__all__ = ["PASSING", "Journal", "Outcome", "Records", "read_records_of"]


class Outcome(StrEnum):
    """What became of an address."""

    OK = "ok"
    REFUSED = "refused"
    ROBOTS = "robots.txt"
    NOT_A_PICTURE = "not a picture"
    BROKEN = "broken picture"
    EMPTY = "placeholder pixel"
    TOO_LARGE = "too large"
    CIRCLE = "too many redirects"
    BAD_ADDRESS = "bad address"
    NO_PICTURE = "no picture on the page"
    UNREACHABLE = "unreachable"
    SERVER_ERROR = "server error"
    RATE_LIMITED = "rate limited"
    CUT_OFF = "cut off"


PASSING = frozenset({Outcome.UNREACHABLE, Outcome.SERVER_ERROR, Outcome.RATE_LIMITED, Outcome.CUT_OFF})
"""What may be otherwise next time; everything else but ``ok`` is not asked for again."""


@dataclass
class Records:
    """What a journal says.

    Args:
        refused: ``(n,)``, sorted: marks of the addresses that need not be asked for again.
        pictures: ``(m,)``: for each downloaded address its mark and the first 64 bits of its picture's sha256.
        torn: lines that a killed process left unfinished.
    """

    refused: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    pictures: NDArray[np.uint64] = field(default_factory=lambda: np.empty((0, 2), dtype=np.uint64))
    torn: int = 0

    def repeated(self, least: int) -> Counter[str]:
        """Beginnings of the sha256 of pictures that so many addresses gave, with their numbers."""
        distinct = np.unique(self.pictures, axis=0)
        digests, counts = np.unique(distinct[:, 1], return_counts=True)
        many = counts >= least
        return Counter({f"{digest:016x}": int(n) for digest, n in zip(digests[many], counts[many], strict=True)})


class Journal:
    """Appends outcomes to a file; a context manager that several threads may share.

    Args:
        path: the file; what stands in it stays.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            size = os.fstat(self._file).st_size
            if size and os.pread(self._file, 1, size - 1) != b"\n":  # the last line of a killed process
                os.write(self._file, b"\n")
        except OSError as error:
            raise self._unwritable(error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.close(self._file)

    def write(self, address: str, outcome: Outcome, **more: Any) -> None:
        """One line, in one call of the system: another process that appends cannot come between.

        Raises:
            OutputError: the disk is full.
        """
        row = {"url": address, "outcome": outcome.value, **{name: value for name, value in more.items() if value}}
        line = json.dumps(row).encode() + b"\n"
        try:
            with self._lock:
                written = os.write(self._file, line)
        except OSError as error:
            raise self._unwritable(error) from error
        if written != len(line):
            raise self._unwritable(OSError(errno.ENOSPC, "no room for a whole line"))

    def _unwritable(self, error: OSError) -> OutputError:
        return OutputError(
            f"{self.path}: cannot be written ({error.strerror or error}).", hint="Make room, and call again to go on."
        )


def read_records_of(path: Path) -> Records:
    """What a journal says, at 16 bytes an address; nothing if there is none.

    Raises:
        OutputError: it cannot be read.
    """
    refused, pictures, torn = array("Q"), array("Q"), 0
    try:
        for row in _rows(path):
            if row is None:
                torn += 1
            elif row["outcome"] == Outcome.OK:
                pictures.extend((mark(row["url"]), int(row["sha256"][:16], 16)))
            elif row["outcome"] not in PASSING:
                refused.append(mark(row["url"]))
    except OSError as error:
        raise OutputError(f"{path}: cannot be read ({error.strerror or error}).") from error
    return Records(
        np.unique(np.array(refused, dtype=np.uint64)), np.array(pictures, dtype=np.uint64).reshape(-1, 2), torn
    )


def _rows(path: Path) -> Iterator[Mapping[str, Any] | None]:
    if not path.exists():
        return
    with path.open("rb") as lines:
        for line in lines:
            try:
                row = json.loads(line)
                yield row if {"url", "outcome"} <= row.keys() else None
            except (ValueError, AttributeError):
                yield None

"""Pictures of pairs: found, read once, and each that cannot be used named with its reason."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self, TypeVar

from mediaeval import Pair, atomic_path
from mediaeval_plugins.corpora.downloaded import SUFFIXES, Downloads
from mediaeval_plugins.corpora.examine import Picture, examine, suffix_of
from mediaeval_plugins.corpora.ledger import Ledger, stamp_of

__all__ = ["Looker", "Reason", "Seen"]

Item = TypeVar("Item")
Found = TypeVar("Found")

_PART = 16  # pictures that a thread takes at a time


class Reason(StrEnum):
    """Why a pair is not in the training set."""

    REPEATED_ID = "repeated id"
    NO_TITLE = "no title"
    SHORT_TITLE = "title too short"
    NO_PICTURE = "no picture"
    NOT_DOWNLOADED = "not downloaded"
    MISSING = "missing file"
    BROKEN = "broken picture"
    SMALL = "picture too small"
    PLACEHOLDER = "placeholder"
    LEAKAGE = "in a test split"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a pair's picture.

    Args:
        path: its file; None where there is none.
        picture: what is known of it; None where it could not be read.
        reason: why it cannot be used; None where it can.
        detail: more on the reason.
    """

    path: Path | None
    picture: Picture | None = None
    reason: Reason | None = None
    detail: str = ""


class Looker:
    """Finds and examines pictures, many at a time; a context manager.

    Args:
        folder: of downloaded pictures, and of those that are handed over as bytes.
        min_side: pixels of the shorter side below which a picture is too small.
        workers: threads that read and decode; both release the interpreter. None: one for each core.
    """

    def __init__(self, folder: Path, *, min_side: int, workers: int | None = None) -> None:
        self._folder = folder
        self._min_side = min_side
        self._downloads = Downloads(folder)
        self._ledger = Ledger()
        self._pool = ThreadPoolExecutor(workers or os.cpu_count() or 1)

    def __enter__(self) -> Self:
        self._ledger.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._ledger.__exit__(kind, error, at)

    def look(self, pairs: Sequence[Pair]) -> list[Seen]:
        """The picture of each pair, in their order.

        Raises:
            OutputError: pictures, or what was found out about them, cannot be written.
        """
        places = self._each(self._place, pairs)
        files = {place.path for place in places if place.path is not None}
        pictures = self.examined(files, {place.path: place.picture for place in places if place.path and place.picture})
        return [self._seen(place, pictures) for place in places]

    def examined(
        self, files: Collection[Path], just: Mapping[Path, Picture] = MappingProxyType({})
    ) -> dict[Path, Picture | None]:
        """What is known of each file, by the ledger or by reading it now; None of one that cannot be read.

        Args:
            files: pictures.
            just: what was found out about some of them a moment ago.

        Raises:
            OutputError: what was found out cannot be written.
        """
        order = sorted(files)
        stamps = {path: stamp for path, stamp in zip(order, self._each(stamp_of, order), strict=True) if stamp}
        known = self._ledger.known(stamps)
        new = [path for path in stamps if path not in known]
        looked = dict(zip(new, self._each(lambda path: just.get(path) or _read(path), new), strict=True))
        self._ledger.learn([(path, stamps[path], picture) for path, picture in looked.items() if picture is not None])
        return {path: known.get(path) or looked.get(path) for path in order}

    def _each(self, work: Callable[[Item], Found], items: Sequence[Item]) -> list[Found]:
        """As ``map``, by several threads, some items at a time: to hand over a single one costs more than to do it."""
        parts = (items[start : start + _PART] for start in range(0, len(items), _PART))
        return [found for part in self._pool.map(lambda part: [work(item) for item in part], parts) for found in part]

    def _place(self, pair: Pair) -> Seen:
        """Where the picture of a pair lies, or why it lies nowhere."""
        image = pair.image
        if isinstance(image, bytes):
            return self._stored(image)
        if isinstance(image, Path):
            return Seen(Path(os.path.abspath(image)))  # noqa: PTH100 - takes `..` out of a name, and asks no disk
        address = image or pair.page
        if not address:
            return Seen(None, reason=Reason.NO_PICTURE)
        path = self._downloads.find(address)
        return Seen(None, reason=Reason.NOT_DOWNLOADED, detail=address) if path is None else Seen(path.absolute())

    def _stored(self, data: bytes) -> Seen:
        """A picture that lies in no file of its own, put into one that is named after its content."""
        name = hashlib.sha256(data).hexdigest()
        shelf = self._folder.absolute() / "bytes" / name[:2]
        found = next((path for suffix in SUFFIXES if (path := shelf / f"{name}{suffix}").exists()), None)
        if found is not None:
            return Seen(found)
        picture = examine(data)
        if picture.problem:
            return Seen(None, reason=Reason.BROKEN, detail=picture.problem)
        found = shelf / f"{name}{suffix_of(data)}"
        with atomic_path(found) as temporary:
            temporary.write_bytes(data)
        return Seen(found, picture)

    def _seen(self, place: Seen, pictures: Mapping[Path, Picture | None]) -> Seen:
        if place.reason is not None or place.path is None:
            return place
        picture = pictures[place.path]
        if picture is None:
            return Seen(place.path, reason=Reason.MISSING, detail=str(place.path))
        if picture.problem:
            return Seen(place.path, picture, Reason.BROKEN, f"{place.path} {picture.problem}")
        if min(picture.width, picture.height) < self._min_side:
            return Seen(place.path, picture, Reason.SMALL, f"{place.path} is {picture.width} x {picture.height}")
        return Seen(place.path, picture)


def _read(path: Path) -> Picture | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return examine(data)

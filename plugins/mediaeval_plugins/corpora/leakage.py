"""The guard: pictures and titles of test splits, and which pairs of a training set have one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mediaeval import Bar, DataError, normalised
from mediaeval_plugins.corpora.hamming import nearest_within
from mediaeval_plugins.corpora.staging import Marks, mark

if TYPE_CHECKING:
    from mediaeval import Split
    from mediaeval_plugins.corpora.corpusfile import LeakageTable
    from mediaeval_plugins.corpora.examine import Picture
    from mediaeval_plugins.corpora.looking import Looker

__all__ = ["Guard", "Leak", "Leaks", "read_guard"]

_CHUNK = 1024


@dataclass(frozen=True, slots=True)
class Leak:
    """What a pair has in common with a test split.

    Args:
        by: ``image`` for the same bytes, ``near image`` for nearly the same picture, ``title`` for the same words.
        split: the test split.
        item: the id of its image or article.
        distance: bits in which the perceptual hashes differ; None for a title.
    """

    by: str
    split: str
    item: str
    distance: int | None = None


@dataclass(frozen=True)
class Guard:
    """The test splits, as far as they are needed.

    Args:
        images: ``(split, image id)`` of each picture.
        digests: ``(m,)``: the first 64 bits of each picture's sha256.
        phashes: ``(m,)``: the perceptual hash of each picture.
        titles: ``(split, article id)`` of each title.
        words: ``(t,)``: mark of each normalised title.
        distance: bits in which perceptual hashes may differ; -1 compares bytes alone.
        report: counts for each split.
    """

    images: Sequence[tuple[str, str]]
    digests: NDArray[np.uint64]
    phashes: NDArray[np.uint64]
    titles: Sequence[tuple[str, str]]
    words: NDArray[np.uint64]
    distance: int
    report: Mapping[str, Any]

    def leaks(self, marks: Marks) -> Leaks:
        """Compare every pair with every picture and title of the splits."""
        same = _place_in(self.digests, marks.image)
        words = _place_in(self.words, marks.title)
        distinct, back = np.unique(marks.phash, return_inverse=True)
        near, apart = nearest_within(distinct, self.phashes, self.distance)
        return Leaks(self, same, near[back], apart[back], words)


@dataclass(frozen=True)
class Leaks:
    """Which pairs are in a test split, each ``(n,)``; -1 where they are not.

    Args:
        guard: the splits.
        same: the picture of the same bytes, by its place in :attr:`Guard.images`.
        near: the nearest picture.
        apart: bits in which the nearest differs.
        words: the title of the same words, by its place in :attr:`Guard.titles`.
    """

    guard: Guard
    same: NDArray[np.int64]
    near: NDArray[np.int64]
    apart: NDArray[np.uint8]
    words: NDArray[np.int64]

    @property
    def any(self) -> NDArray[np.bool_]:
        """Which pairs are in a test split by their picture or their title."""
        return (self.same >= 0) | (self.near >= 0) | (self.words >= 0)

    def of(self, row: int) -> list[Leak]:
        """All that a pair has in common with a test split."""
        found = []
        if self.same[row] >= 0:
            split, item = self.guard.images[self.same[row]]
            found.append(Leak("image", split, item, 0))
        elif self.near[row] >= 0:
            split, item = self.guard.images[self.near[row]]
            found.append(Leak("near image", split, item, int(self.apart[row])))
        if self.words[row] >= 0:
            split, item = self.guard.titles[self.words[row]]
            found.append(Leak("title", split, item))
        return found


def read_guard(table: LeakageTable, read: Callable[[str], Split], looker: Looker) -> Guard:
    """Read the test splits of a corpus file.

    Args:
        table: which, and how they are compared.
        read: reads a split by its name.
        looker: examines pictures.

    Raises:
        DataError: a split is not there, or a picture of one is missing or broken and not to be left out.
    """
    images: list[tuple[str, str]] = []
    pictures: list[Picture] = []
    titles: list[tuple[str, str]] = []
    words: list[int] = []
    report: dict[str, Any] = {}
    for name in table.splits:
        split = read(name)
        found, unreadable = _pictures(split, looker)
        if unreadable and table.unreadable == "error":
            shown = [f"{item} {problem}" for item, problem in list(unreadable.items())[:5]]
            raise DataError(
                f"{split.name}: {len(unreadable):,} of {len(split.images):,} pictures cannot be read, so nobody can "
                "say whether they are in the training set.",
                details=[*shown, *([f"and {len(unreadable) - 5:,} more"] if len(unreadable) > 5 else [])],  # noqa: PLR2004 - the first few will do
                hint='Complete the data, or say [leakage] unreadable = "leave-out" to compare the others and titles.',
            )
        images += [(split.name, item) for item in found]
        pictures += found.values()
        for article in split.articles:
            texts = {normalised(article.texts.get(key, "")) for key in table.fields} - {""}
            titles += [(split.name, article.id)] * len(texts)
            words += map(mark, sorted(texts))
        report[split.name] = {
            "articles": len(split.articles),
            "pictures": len(found),
            "pictures_unreadable": len(unreadable),
        }
    return Guard(
        images=images,
        digests=np.array([int.from_bytes(one.sha256[:8]) for one in pictures], dtype=np.uint64),
        phashes=np.array([one.phash for one in pictures], dtype=np.uint64),
        titles=titles,
        words=np.array(words, dtype=np.uint64),
        distance=table.distance,
        report=report,
    )


def _pictures(split: Split, looker: Looker) -> tuple[dict[str, Picture], dict[str, str]]:
    """The pictures of a gallery by their id, and why others cannot be read."""
    found: dict[str, Picture] = {}
    unreadable: dict[str, str] = {}
    with Bar(len(split.images), f"reading {split.name}", "img") as bar:
        for start in range(0, len(split.images), _CHUNK):
            some = split.images[start : start + _CHUNK]
            known = looker.examined({image.path.absolute() for image in some})
            for image in some:
                picture = known[image.path.absolute()]
                if picture is None or picture.problem:
                    unreadable[image.id] = "is not there" if picture is None else picture.problem
                else:
                    found[image.id] = picture
            bar.advance(len(some))
    return found, unreadable


def _place_in(targets: NDArray[np.uint64], values: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The first place of each value among the targets; -1 where it is not there."""
    if not len(targets):
        return np.full(len(values), -1, dtype=np.int64)
    order = np.argsort(targets, kind="stable")
    at = np.searchsorted(targets, values, sorter=order)
    place = order[np.minimum(at, len(order) - 1)]
    return np.where(targets[place] == values, place, -1)

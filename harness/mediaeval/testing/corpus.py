"""What a corpus promises (:class:`mediaeval.roles.CorpusRole`), on its first thousand pairs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from mediaeval.corpus import Pair
from mediaeval.errors import DataError
from mediaeval.testing.check import Subject, expect

__all__ = ["CHECKS"]

_PAIRS = 1000
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def pairs_are_streamed(subject: Subject) -> None:
    """Pairs gives an iterator, each call one that begins anew, or says with a DataError what it misses."""
    try:
        first = subject.component.pairs()
        expect(isinstance(first, Iterator), f"it returns {type(first).__name__}, which holds every pair at once")
        second = subject.component.pairs()
        expect(first is not second, "two calls share one iterator")
        next(first, None)
    except DataError:
        return


def pairs_are_pairs(subject: Subject) -> None:
    """It yields mediaeval.Pair with an id, a title of plain text, and a picture of a known kind."""
    for pair in _pairs(subject):
        expect(isinstance(pair, Pair), f"it yields {pair!r}")
        expect(isinstance(pair.id, str) and pair.id, f"id is {pair.id!r}")
        expect(isinstance(pair.title, str), f"{pair.id}: title is {pair.title!r}")
        expect(not _TAG.search(pair.title), f"{pair.id}: the title holds markup: {pair.title!r}")
        notes = (pair.licence, pair.group, pair.page)
        expect(all(isinstance(note, str) for note in notes), f"{pair.id}: licence, group and page are {notes!r}")
        _expect_image(pair)


def ids_are_unique(subject: Subject) -> None:
    """No two pairs share an id."""
    seen: set[str] = set()
    for pair in _pairs(subject):
        expect(pair.id not in seen, f"id {pair.id!r} comes twice")
        seen.add(pair.id)


def reading_is_repeatable(subject: Subject) -> None:
    """Two readings, and two objects with the same options, give the same pairs in the same order."""
    expect(_pairs(subject) == _read(subject), "two readings differ")
    expect(_pairs(subject) == _read(Subject(subject.kind, subject.cls, subject.options)), "two objects differ")


def _expect_image(pair: Pair) -> None:
    image = pair.image
    expect(image is None or isinstance(image, Path | str | bytes), f"{pair.id}: image is {image!r}")
    if isinstance(image, str):
        expect(
            image.startswith(("http://", "https://")),
            f"{pair.id}: image is the string {image!r}; a string is an address, a file is a pathlib.Path",
        )
    if isinstance(image, bytes):
        expect(image, f"{pair.id}: image is no byte at all; a pair without a picture has None")


def _pairs(subject: Subject) -> list[Pair]:
    pairs: list[Pair] = subject.once("pairs", lambda: _read(subject))
    return pairs


def _read(subject: Subject) -> list[Pair]:
    """The first pairs; none of a corpus whose files are not at hand, which is told and not a fault."""
    try:
        return list(itertools.islice(subject.build().pairs(), _PAIRS))
    except DataError:
        return []


CHECKS = (pairs_are_streamed, pairs_are_pairs, ids_are_unique, reading_is_repeatable)

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval import DataError, Pair
from mediaeval.testing import checks, corpus


class Two:
    """Keeps every promise."""

    def pairs(self):
        yield Pair("1", "One", Path("1.jpg"), group="a")
        yield Pair("2", "", None, page="https://x.example/2")
        yield Pair("3", "Profits < 5%", "https://x.example/3.jpg")
        yield Pair("4", "Four", b"\xff\xd8")


class Absent:
    """Keeps every promise, and has no file."""

    def pairs(self):
        raise DataError("nowhere.csv: no such file.")
        yield


def of(*pairs: Any) -> type:
    class Made:
        """Made for a test."""

        def pairs(self):
            yield from pairs

    return Made


class Listing:
    """All at once."""

    def pairs(self):
        return [Pair("1", "One", None)]


class OneIterator:
    """One for all calls."""

    shared = iter([Pair("1", "One", None)])

    def pairs(self):
        return self.shared


class Drifting:
    """Another order each time."""

    times = 0

    def pairs(self):
        Drifting.times += 1
        yield Pair(str(Drifting.times), "One", None)


MUTANTS = [
    (corpus.pairs_are_streamed, Listing, "returns list, which holds every pair"),
    (corpus.pairs_are_streamed, OneIterator, "two calls share one iterator"),
    (corpus.pairs_are_pairs, of({"image": "1.jpg"}), "it yields {"),
    (corpus.pairs_are_pairs, of(Pair("", "One", None)), "id is ''"),
    (corpus.pairs_are_pairs, of(Pair("1", None, None)), "title is None"),  # type: ignore[arg-type]
    (corpus.pairs_are_pairs, of(Pair("1", "<b>One</b>", None)), "the title holds markup"),
    (corpus.pairs_are_pairs, of(Pair("1", "One", "1.jpg")), "a string is an address, a file is a pathlib.Path"),
    (corpus.pairs_are_pairs, of(Pair("1", "One", b"")), "no byte at all"),
    (corpus.pairs_are_pairs, of(Pair("1", "One", 7)), "image is 7"),  # type: ignore[arg-type]
    (corpus.pairs_are_pairs, of(Pair("1", "One", None, licence=None)), "licence, group and page are"),  # type: ignore[arg-type]
    (corpus.ids_are_unique, of(Pair("1", "One", None), Pair("1", "Two", None)), "id '1' comes twice"),
    (corpus.reading_is_repeatable, Drifting, "two readings differ"),
]


@pytest.mark.parametrize("cls", [Two, Absent])
def test_a_sound_corpus_passes(cls: type) -> None:
    for check in checks("corpus", cls):
        check()


def test_every_promise_has_a_mutant() -> None:
    assert {promise for promise, _, _ in MUTANTS} == set(corpus.CHECKS)


@pytest.mark.parametrize(("promise", "mutant", "reason"), MUTANTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_broken_promise_is_found_and_said(
    breaks: Callable[..., str], promise: Any, mutant: type, reason: str
) -> None:
    assert reason in breaks(promise, "corpus", mutant)

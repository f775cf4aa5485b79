from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval import File
from mediaeval.options import check_options
from mediaeval.testing import extras
from mediaeval.testing.check import Subject


class Sound:
    """Needs a file, and says what decides its output."""

    def requirements(self):
        return [File("the words", Path("words.txt"), "write them"), File("more words", None, "")]

    def fingerprint(self):
        return {"words": "sha256"}


class Wordless(Sound):
    def requirements(self):
        return [File("", None, "write them")]


class Stringly(Sound):
    def requirements(self):
        return [File("the words", "words.txt", "write them")]  # type: ignore[arg-type]


class Unstable(Sound):
    counter = itertools.count()

    def fingerprint(self):
        return {"call": next(self.counter)}


class Opaque(Sound):
    def fingerprint(self):
        return {"words": frozenset({"one"})}


class Tuple(Sound):
    def fingerprint(self):
        return {"words": ("one", "two")}


MUTANTS = [
    (extras.files_are_named, Wordless, "what is ''"),
    (extras.files_are_named, Stringly, "path is 'words.txt'"),
    (extras.fingerprint_is_stable, Unstable, "{'call': 0}, then {'call': 1}"),
    (extras.fingerprint_is_stable, Opaque, "not JSON serializable"),
    (extras.fingerprint_is_stable, Tuple, "not the same after a round trip"),
]


@pytest.mark.parametrize("promise", extras.CHECKS)
def test_sound_extras_pass_and_none_are_asked_for(promise: Any) -> None:
    for cls in (Sound, object):
        promise(Subject("ranker", cls, check_options(cls, {}, "ranker")))


def test_every_promise_has_a_mutant() -> None:
    assert {promise for promise, _, _ in MUTANTS} == set(extras.CHECKS)


@pytest.mark.parametrize(("promise", "mutant", "reason"), MUTANTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_broken_promise_is_found_and_said(
    breaks: Callable[..., str], promise: Any, mutant: type, reason: str
) -> None:
    assert reason in breaks(promise, "ranker", mutant)

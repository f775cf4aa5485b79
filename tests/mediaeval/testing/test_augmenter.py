# ruff: noqa: ARG002 - components have the signatures of their roles, whether or not they read every argument
from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from mediaeval.testing import augmenter, checks


class Shout:
    """Keeps every promise."""

    def augment(self, ids, titles):
        return [[title, title.upper()] for title in titles]

    def fingerprint(self):
        return {"augmenter": "shout"}


class Short(Shout):
    def augment(self, ids, titles):
        return super().augment(ids, titles)[1:]


class Stringly(Shout):
    def augment(self, ids, titles):
        return titles


class Mixed(Shout):
    def augment(self, ids, titles):
        return [[title, None] for title in titles]


class Stripped(Shout):
    def augment(self, ids, titles):
        return [[title.upper()] for title in titles]


class Rolling(Shout):
    counter = itertools.count()

    def augment(self, ids, titles):
        return [[title, str(next(self.counter))] for title in titles]


class Alphabetical(Shout):
    def augment(self, ids, titles):
        return [[title] for title in sorted(titles)]


class Draining(Shout):
    def augment(self, ids, titles):
        return [[titles.pop(0)] for _ in ids]


class Telling(Shout):
    def report(self):
        return {"kept": "many"}


MUTANTS = [
    (augmenter.one_list_for_each_article, Short, "7 lists for 8 articles"),
    (augmenter.one_list_for_each_article, Stringly, "a string instead of a list"),
    (augmenter.one_list_for_each_article, Mixed, "holds more than strings"),
    (augmenter.title_comes_first, Stripped, "has the views"),
    (augmenter.augment_is_deterministic, Rolling, "two calls differ"),
    (augmenter.order_is_kept, Alphabetical, "did not follow"),
    (augmenter.arguments_are_left_alone, Draining, "they were changed"),
    (augmenter.report_counts, Telling, "many"),
]


class Choosy(Shout):
    """Wants to know how near its views are."""

    compares = True

    def augment(self, ids, titles):
        raise AssertionError("a run would not call this")

    def augment_compared(self, ids, titles, cosines):
        near = cosines([(title, title.upper()) for title in titles])
        return [[title, title.upper()] if n >= 0 else [title] for title, n in zip(titles, near, strict=True)]


@pytest.mark.parametrize("cls", [Shout, Choosy])
def test_a_sound_augmenter_passes(cls: type) -> None:
    for check in checks("augmenter", cls):
        check()


def test_every_promise_has_a_mutant() -> None:
    assert {promise for promise, _, _ in MUTANTS} == set(augmenter.CHECKS)


@pytest.mark.parametrize(("promise", "mutant", "reason"), MUTANTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_broken_promise_is_found_and_said(
    breaks: Callable[..., str], promise: Any, mutant: type, reason: str
) -> None:
    assert reason in breaks(promise, "augmenter", mutant)

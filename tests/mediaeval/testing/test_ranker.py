from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mediaeval.testing import checks, ranker


class FullSort:
    """Keeps every promise."""

    depth = 100

    def rank(self, scores, depth):
        return np.argsort(-scores, axis=1, kind="stable")[:, :depth]


class Shallow(FullSort):
    depth = 0


class Floating(FullSort):
    def rank(self, scores, depth):
        return super().rank(scores, depth).astype(float)


class Repeating(FullSort):
    def rank(self, scores, depth):
        return np.repeat(super().rank(scores, 1), depth, axis=1)


class WorstFirst(FullSort):
    def rank(self, scores, depth):
        return np.argsort(scores, axis=1, kind="stable")[:, :depth]


class HigherColumnFirst(FullSort):
    def rank(self, scores, depth):
        return np.argsort(scores, axis=1, kind="stable")[:, ::-1][:, :depth]


class TornAtTheEdge(FullSort):
    """The usual mistake: a selection by value alone, whose members are sorted well."""

    def rank(self, scores, depth):
        chosen = np.sort(np.argpartition(-scores, min(depth, scores.shape[1]) - 1, axis=1)[:, :depth], axis=1)
        order = np.argsort(-np.take_along_axis(scores, chosen, axis=1), axis=1, kind="stable")
        return np.take_along_axis(chosen, order, axis=1)


class Signed(FullSort):
    def rank(self, scores, depth):
        keys = np.where(np.signbit(scores), scores - 1e-9, scores)
        return np.argsort(-keys, axis=1, kind="stable")[:, :depth]


class Padding(FullSort):
    def rank(self, scores, depth):
        ranked = super().rank(scores, depth)
        return np.pad(ranked, ((0, 0), (0, depth - ranked.shape[1])))


class Writing(FullSort):
    def rank(self, scores, depth):
        np.negative(scores, out=scores)
        return np.argsort(scores, axis=1, kind="stable")[:, :depth]


class Together(FullSort):
    def rank(self, scores, depth):
        return super().rank(scores - scores.max(axis=0), depth)


MUTANTS = [
    (ranker.depth_is_positive, Shallow, "it is 0"),
    (ranker.lists_are_columns, Floating, "dtype float64"),
    (ranker.lists_are_columns, Repeating, "listed twice"),
    (ranker.best_come_first, WorstFirst, "row 0"),
    (ranker.ties_go_to_the_lower_column, HigherColumnFirst, "levels of score"),
    (ranker.ties_go_to_the_lower_column, TornAtTheEdge, "levels of score"),
    (ranker.negative_zero_ties, Signed, "zeros"),
    (ranker.short_galleries_are_listed_whole, Padding, "depth 100 of 4 images"),
    (ranker.arguments_are_left_alone, Writing, "it changed them"),
    (ranker.rows_are_apart, Together, "part of a strip"),
]


def test_a_sound_ranker_passes() -> None:
    for check in checks("ranker", FullSort):
        check()


def test_every_promise_has_a_mutant() -> None:
    assert {promise for promise, _, _ in MUTANTS} == set(ranker.CHECKS)


@pytest.mark.parametrize(("promise", "mutant", "reason"), MUTANTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_broken_promise_is_found_and_said(
    breaks: Callable[..., str], promise: Any, mutant: type, reason: str
) -> None:
    assert reason in breaks(promise, "ranker", mutant)

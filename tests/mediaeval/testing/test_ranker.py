# ruff: noqa: ARG002 - components have the signatures of their roles, whether or not they read every argument
from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mediaeval import Shortlist
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


class Searching(FullSort):
    """Keeps every promise, and lists everything."""

    inner_products_only = False
    step = 7

    def shortlists(self, product, depth, memory):
        for start in range(0, len(product.queries), self.step):
            articles = slice(start, min(start + self.step, len(product.queries)))
            scores = product.queries[articles].astype(np.float64) @ product.images.T - product.bias
            rows, columns = self.listed(scores, depth)
            ceiling = np.full(len(scores), -np.inf)
            yield Shortlist(articles, rows, columns, self.bound(scores[rows, columns]), ceiling, "full")

    def listed(self, scores, depth):
        return np.nonzero(np.isfinite(scores))

    def bound(self, scores):
        return scores + 1e-6


class Overlooking(Searching):
    def listed(self, scores, depth):
        return np.nonzero(scores >= np.sort(scores, axis=1)[:, [-depth]] + 0.1)


class Optimistic(Searching):
    def bound(self, scores):
        return scores - 1e-3


class Doubling(Searching):
    def listed(self, scores, depth):
        rows, columns = super().listed(scores, depth)
        return np.repeat(rows, 2), np.repeat(columns, 2)


class Unordered(Searching):
    def listed(self, scores, depth):
        rows, columns = super().listed(scores, depth)
        return rows[::-1], columns[::-1]


class Halfway(Searching):
    def shortlists(self, product, depth, memory):
        return itertools.islice(super().shortlists(product, depth, memory), 2)


class Skipping(Searching):
    def shortlists(self, product, depth, memory):
        return itertools.islice(super().shortlists(product, depth, memory), 1, None)


MUTANTS = [
    (ranker.shortlists_hold_the_best, Overlooking, "an image is missing"),
    (ranker.shortlists_hold_the_best, Optimistic, "above its bound"),
    (ranker.shortlists_hold_the_best, Doubling, "listed twice"),
    (ranker.shortlists_hold_the_best, Unordered, "do not ascend"),
    (ranker.shortlists_hold_the_best, Halfway, "for 14 of 30 articles"),
    (ranker.shortlists_hold_the_best, Skipping, "go on at"),
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
    for check in (*checks("ranker", FullSort), *checks("ranker", Searching)):
        check()


def test_every_promise_has_a_mutant() -> None:
    assert {promise for promise, _, _ in MUTANTS} == set(ranker.CHECKS)


@pytest.mark.parametrize(("promise", "mutant", "reason"), MUTANTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_broken_promise_is_found_and_said(
    breaks: Callable[..., str], promise: Any, mutant: type, reason: str
) -> None:
    assert reason in breaks(promise, "ranker", mutant)

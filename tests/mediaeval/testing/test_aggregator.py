# ruff: noqa: ARG002 - components have the signatures of their roles, whether or not they read every argument
from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mediaeval.roles import Domain
from mediaeval.testing import aggregator, checks


class Best:
    """Keeps every promise."""

    accepts = tuple(Domain)
    produces = None

    def aggregate(self, scores, domain):
        return scores.max(axis=0)


class Undeclared(Best):
    accepts = ()


class Unreduced(Best):
    def aggregate(self, scores, domain):
        return scores


class Logarithmic(Best):
    def aggregate(self, scores, domain):
        with np.errstate(all="ignore"):
            return np.log(super().aggregate(scores, domain))


class Writing(Best):
    def aggregate(self, scores, domain):
        scores *= 2
        return scores.max(axis=0)


class Rolling(Best):
    counter = itertools.count()

    def aggregate(self, scores, domain):
        return scores.max(axis=0) + np.asarray(next(self.counter), dtype=scores.dtype)


class Blending(Best):
    def aggregate(self, scores, domain):
        return scores.max(axis=0) - scores.mean(axis=(0, 1))


class Leftward(Best):
    def aggregate(self, scores, domain):
        return scores.max(axis=0) - np.arange(scores.shape[2], dtype=scores.dtype)


class Precise(Best):
    def aggregate(self, scores, domain):
        return scores.max(axis=0) if scores.dtype == np.float32 else scores.min(axis=0)


class Forgiving(Best):
    def aggregate(self, scores, domain):
        return np.where(np.isinf(scores), 0, scores).max(axis=0)


class Subtracting(Best):
    def aggregate(self, scores, domain):
        with np.errstate(invalid="ignore"):
            return scores[0] - scores[-1]


class Mistaken(Best):
    def view_weights(self, views, domain):
        return np.full(views, 1 / views)


class Short(Best):
    def view_weights(self, views, domain):
        return np.ones(1)


MUTANTS = [
    (aggregator.weights_are_what_it_does, Mistaken, "cosine, 3 views"),
    (aggregator.weights_are_what_it_does, Short, "for 3 views"),
    (aggregator.unlisted_images_stay_last, Forgiving, "before an image"),
    (aggregator.unlisted_images_stay_last, Subtracting, "NaN"),
    (aggregator.domains_are_declared, Undeclared, "accepts is"),
    (aggregator.views_are_reduced, Unreduced, "shape"),
    (aggregator.scores_are_finite, Logarithmic, "not finite"),
    (aggregator.arguments_are_left_alone, Writing, "it changed them"),
    (aggregator.two_calls_agree, Rolling, "they differ"),
    (aggregator.rows_are_apart, Blending, "rows 3 to 5"),
    (aggregator.columns_may_be_permuted, Leftward, "cosine"),
    (aggregator.precision_does_not_decide, Precise, "cosine"),
]


def test_a_sound_aggregator_passes() -> None:
    for check in checks("aggregator", Best):
        check()


def test_every_promise_has_a_mutant() -> None:
    assert {promise for promise, _, _ in MUTANTS} == set(aggregator.CHECKS)


@pytest.mark.parametrize(("promise", "mutant", "reason"), MUTANTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_broken_promise_is_found_and_said(
    breaks: Callable[..., str], promise: Any, mutant: type, reason: str
) -> None:
    assert reason in breaks(promise, "aggregator", mutant)

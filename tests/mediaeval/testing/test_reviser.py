# ruff: noqa: ARG002 - components have the signatures of their roles, whether or not they read every argument
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mediaeval.roles import Domain
from mediaeval.testing import checks, reviser


class Centre:
    """Keeps every promise."""

    accepts = (Domain.COSINE,)
    produces = Domain.COSINE

    def fit(self, bank):
        return sum(strip.sum(axis=0, dtype=np.float64) for strip in bank) / bank.queries

    def apply(self, scores, state):
        return scores - state.astype(scores.dtype)


class Undeclared(Centre):
    accepts = ("cosine",)


class Widening(Centre):
    def apply(self, scores, state):
        return scores - state


class ListGiving(Centre):
    def apply(self, scores, state):
        return super().apply(scores, state).tolist()


class Logarithmic(Centre):
    def apply(self, scores, state):
        with np.errstate(all="ignore"):
            return np.log(scores - scores.min(axis=1, keepdims=True))


class NeedsTen(Centre):
    def apply(self, scores, state):
        return scores - np.partition(scores, -10, axis=1)[:, -10:].mean(axis=1, keepdims=True)


class Writing(Centre):
    def apply(self, scores, state):
        scores -= state.astype(scores.dtype)
        return scores


class WritingToTheBank(Centre):
    def fit(self, bank):
        for strip in bank:
            np.multiply(strip, 2, out=strip)
        return np.zeros(bank.images)


class Rolling(Centre):
    def __init__(self):
        self.rng = np.random.default_rng(0)

    def fit(self, bank):
        return super().fit(bank) + self.rng.normal(0, 0.1, bank.images)


class OnSelf(Centre):
    def fit(self, bank):
        self.means = super().fit(bank)

    def apply(self, scores, state):
        return scores - self.means.astype(scores.dtype)


class FirstStrip(Centre):
    def fit(self, bank):
        return next(iter(bank)).mean(axis=0)


class WholeStrip(Centre):
    def apply(self, scores, state):
        return scores - scores.mean(axis=0)


class RowsOfTheBank(Centre):
    def fit(self, bank):
        return np.concatenate(list(bank)).mean(axis=1)

    def apply(self, scores, state):
        return scores - state[:, None].astype(scores.dtype)


class Favouring(Centre):
    def fit(self, bank):
        return super().fit(bank) + next(iter(bank))[0]


class Leftward(Centre):
    def apply(self, scores, state):
        return scores - np.arange(scores.shape[1], dtype=scores.dtype)


class Precise(Centre):
    def apply(self, scores, state):
        return scores if scores.dtype == np.float32 else super().apply(scores, state)


class Presuming(Centre):
    assumes = ("one-to-one",)


class Secretive(Centre):
    assumes = ()


class Assigning(Centre):
    """Corrects a row by the others, and says so."""

    dense = True

    def apply(self, scores, state):
        return scores - scores.mean(axis=0)


class HalfAsMuch(Centre):
    def column_bias(self, state):
        return state / 2


class Against(Centre):
    def column_bias(self, state):
        return state

    def apply(self, scores, state):
        return -super().apply(scores, state)


MUTANTS = [
    (reviser.column_bias_is_what_it_does, HalfAsMuch, "scores less the bias"),
    (reviser.column_bias_is_what_it_does, Against, "its scale is -1"),
    (reviser.assumptions_are_honest, Presuming, "assumes is"),
    (reviser.assumptions_are_honest, Secretive, "another bank"),
    (reviser.domains_are_declared, Undeclared, "accepts is"),
    (reviser.shape_and_dtype_are_kept, Widening, "dtype float64 for float32"),
    (reviser.shape_and_dtype_are_kept, ListGiving, "it returns list"),
    (reviser.scores_are_finite, Logarithmic, "not finite"),
    (reviser.small_splits_work, NeedsTen, "out of bounds"),
    (reviser.arguments_are_left_alone, Writing, "apply changed them"),
    (reviser.arguments_are_left_alone, WritingToTheBank, "read-only"),
    (reviser.fit_is_repeatable, Rolling, "two fits differ"),
    (reviser.states_are_apart, OnSelf, "after a fit on other scores"),
    (reviser.strips_do_not_matter, FirstStrip, "strips of 1"),
    (reviser.apply_is_local_to_rows, WholeStrip, "rows 0 to 1"),
    (reviser.bank_may_be_another, RowsOfTheBank, "could not be broadcast"),
    (reviser.rows_may_be_permuted, Favouring, "permuted articles"),
    (reviser.columns_may_be_permuted, Leftward, "permuted images"),
    (reviser.precision_does_not_decide, Precise, "float64"),
]


@pytest.mark.parametrize("cls", [Centre, Assigning])
def test_a_sound_reviser_passes(cls: type) -> None:
    for check in checks("reviser", cls):
        check()


def test_every_promise_has_a_mutant() -> None:
    assert {promise for promise, _, _ in MUTANTS} == set(reviser.CHECKS)


@pytest.mark.parametrize(("promise", "mutant", "reason"), MUTANTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_broken_promise_is_found_and_said(
    breaks: Callable[..., str], promise: Any, mutant: type, reason: str
) -> None:
    assert reason in breaks(promise, "reviser", mutant)

"""What a reviser promises (:class:`mediaeval.roles.ReviserRole`)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.roles import Assumption, Domain, HasAssumptions, HasColumnBias, HasDense
from mediaeval.testing.check import Subject, close, expect, frozen
from mediaeval.testing.samples import StripBank, as_domain, cosines

__all__ = ["CHECKS"]


def domains_are_declared(subject: Subject) -> None:
    """Accepts is a sequence of Domain, produces a Domain or None."""
    accepts, produces = tuple(subject.component.accepts), subject.component.produces
    expect(accepts and all(isinstance(domain, Domain) for domain in accepts), f"accepts is {accepts!r}")
    expect(produces is None or isinstance(produces, Domain), f"produces is {produces!r}")


def assumptions_are_honest(subject: Subject) -> None:
    """If it says what it assumes: only what Assumption has; without transductive, no bank changes what it does."""
    component = subject.component
    assumes = tuple(component.assumes) if isinstance(component, HasAssumptions) else (Assumption.TRANSDUCTIVE,)
    expect(all(isinstance(assumption, Assumption) for assumption in assumes), f"assumes is {assumes!r}")
    if Assumption.TRANSDUCTIVE not in assumes:
        scores, other = _scores(subject), _scores(subject, 40, seed=1)
        revised = component.apply(frozen(scores), component.fit(StripBank(other)))
        close(revised, _revise(subject, scores), "it is not transductive, but another bank")


def shape_and_dtype_are_kept(subject: Subject) -> None:
    """Apply keeps the shape and the dtype, float32 and float64."""
    for dtype in (np.float32, np.float64):
        scores = _scores(subject).astype(dtype)
        revised = _revise(subject, scores)
        expect(isinstance(revised, np.ndarray), f"it returns {type(revised).__name__}, not a NumPy array")
        expect(revised.shape == scores.shape, f"shape {revised.shape} instead of {scores.shape}")
        expect(revised.dtype == dtype, f"dtype {revised.dtype} for {np.dtype(dtype)}")


def scores_are_finite(subject: Subject) -> None:
    """Scores of every domain that it accepts come out finite."""
    for domain in subject.component.accepts:
        revised = _revise(subject, as_domain(cosines(), domain))
        expect(bool(np.isfinite(revised).all()), f"{domain}: not finite")


def small_splits_work(subject: Subject) -> None:
    """A split of two articles and three images is revised too."""
    revised = _revise(subject, _scores(subject, 2, 3))
    expect(revised.shape == (2, 3) and bool(np.isfinite(revised).all()), f"{revised!r}")


def arguments_are_left_alone(subject: Subject) -> None:
    """Neither fit nor apply writes to the scores that it is given."""
    scores = _scores(subject)
    before = scores.copy()
    state = subject.component.fit(StripBank(scores))
    subject.component.apply(scores, state)
    expect(np.array_equal(scores, before), "apply changed them")


def fit_is_repeatable(subject: Subject) -> None:
    """Two fits on one bank give states that revise alike, to the last bit."""
    scores = _scores(subject)
    expect(np.array_equal(_revise(subject, scores), _revise(subject, scores)), "two fits differ")


def states_are_apart(subject: Subject) -> None:
    """Fit leaves the object unchanged: a second fit does not disturb the first one's state."""
    one, other = _scores(subject), _scores(subject, seed=1)
    component = subject.build()
    state = component.fit(StripBank(one))
    before = component.apply(frozen(one), state)
    component.apply(frozen(other), component.fit(StripBank(other)))
    expect(
        np.array_equal(component.apply(frozen(one), state), before),
        "after a fit on other scores apply gives other values",
    )


def strips_do_not_matter(subject: Subject) -> None:
    """The state does not depend on how the bank is cut into strips, nor on how often it is read."""
    scores = _scores(subject)
    whole = _revise(subject, scores, height=len(scores))
    for height in (1, 5):
        close(_revise(subject, scores, height=height), whole, f"strips of {height}")


def apply_is_local_to_rows(subject: Subject) -> None:
    """Apply corrects each row by itself, unless it is dense: part of a strip gives part of the result."""
    if _is_dense(subject):
        return
    scores = _scores(subject)
    state = subject.component.fit(StripBank(scores))
    whole = subject.component.apply(frozen(scores), state)
    for rows in (slice(0, 1), slice(3, 11)):
        close(subject.component.apply(frozen(scores[rows]), state), whole[rows], f"rows {rows.start} to {rows.stop}")


def bank_may_be_another(subject: Subject) -> None:
    """Articles that are not in the bank are revised as well, unless it is dense."""
    if _is_dense(subject):
        return
    bank, queries = _scores(subject, 40), _scores(subject, 5, seed=1)
    revised = subject.component.apply(frozen(queries), subject.component.fit(StripBank(bank)))
    expect(revised.shape == queries.shape and bool(np.isfinite(revised).all()), "not finite")


def rows_may_be_permuted(subject: Subject) -> None:
    """Permuted articles give permuted rows."""
    scores = _scores(subject)
    order = np.random.default_rng(2).permutation(len(scores))
    close(_revise(subject, scores[order]), _revise(subject, scores)[order], "permuted articles")


def columns_may_be_permuted(subject: Subject) -> None:
    """Permuted images give permuted columns."""
    scores = _scores(subject)
    order = np.random.default_rng(3).permutation(scores.shape[1])
    close(_revise(subject, scores[:, order]), _revise(subject, scores)[:, order], "permuted images")


def precision_does_not_decide(subject: Subject) -> None:
    """float64 scores are revised as the same scores in float32 are."""
    scores = _scores(subject)
    close(_revise(subject, scores.astype(np.float64)), _revise(subject, scores), "float64")


def column_bias_is_what_it_does(subject: Subject) -> None:
    """If it says by how much it moves columns: scores less that, times one number, are what apply returns in a row."""
    component: Any = subject.component
    if not isinstance(component, HasColumnBias):
        return
    scores = _scores(subject)
    state = subject.component.fit(StripBank(scores))
    moved = scores.astype(np.float64) - component.column_bias(state)
    revised = subject.component.apply(frozen(scores.astype(np.float64)), state)
    moved, revised = (rows - rows.mean(axis=1, keepdims=True) for rows in (moved, revised))
    scale = (moved * revised).sum() / np.square(moved).sum()
    expect(scale > 0, f"its scale is {scale}")
    close(revised, scale * moved, "scores less the bias")


def _is_dense(subject: Subject) -> bool:
    """Whether it is given all articles at once, and never an external bank."""
    component = subject.component
    return isinstance(component, HasDense) and component.dense


def _scores(subject: Subject, queries: int = 24, images: int = 17, seed: int = 0) -> NDArray[np.float32]:
    return as_domain(cosines(queries, images, seed), next(iter(subject.component.accepts)))


def _revise(subject: Subject, scores: NDArray[Any], height: int = 7) -> NDArray[Any]:
    state = subject.component.fit(StripBank(scores.astype(np.float32), height))
    revised: NDArray[Any] = subject.component.apply(frozen(scores), state)
    return revised


CHECKS = (
    domains_are_declared,
    assumptions_are_honest,
    shape_and_dtype_are_kept,
    scores_are_finite,
    small_splits_work,
    arguments_are_left_alone,
    fit_is_repeatable,
    states_are_apart,
    strips_do_not_matter,
    apply_is_local_to_rows,
    bank_may_be_another,
    rows_may_be_permuted,
    columns_may_be_permuted,
    precision_does_not_decide,
    column_bias_is_what_it_does,
)

"""What an aggregator promises (:class:`mediaeval.roles.AggregatorRole`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.roles import Domain, HasViewWeights
from mediaeval.testing.check import Subject, close, expect, frozen
from mediaeval.testing.reviser import domains_are_declared
from mediaeval.testing.samples import as_domain, cosines

__all__ = ["CHECKS"]


def views_are_reduced(subject: Subject) -> None:
    """(V, q, D) scores become (q, D) in their dtype, float32 and float64, for one view and for several."""
    for scores, domain in _cases(subject):
        for dtype in (np.float32, np.float64):
            for views in (1, 2, len(scores)):
                pooled = _pool(subject, scores[:views].astype(dtype), domain)
                place = f"{domain}, {views} views"
                expect(
                    isinstance(pooled, np.ndarray), f"{place}: it returns {type(pooled).__name__}, not a NumPy array"
                )
                expect(pooled.shape == scores.shape[1:], f"{place}: shape {pooled.shape}")
                expect(pooled.dtype == dtype, f"{place}: dtype {pooled.dtype} for {np.dtype(dtype)}")


def scores_are_finite(subject: Subject) -> None:
    """Scores of every domain that it accepts come out finite."""
    for scores, domain in _cases(subject):
        expect(bool(np.isfinite(_pool(subject, scores, domain)).all()), f"{domain}: not finite")


def unlisted_images_stay_last(subject: Subject) -> None:
    """If it accepts ranks: an image that no list has (minus infinity) comes after all that every list has."""
    if Domain.RANK not in subject.component.accepts:
        return
    scores = np.stack([as_domain(cosines(9, 17, seed), Domain.RANK) for seed in range(3)])
    scores[:, :, 4] = -np.inf
    pooled = _pool(subject, scores, Domain.RANK)
    expect(not np.isnan(pooled).any(), "NaN")
    expect(bool((pooled[:, [4]] < np.delete(pooled, 4, axis=1)).all()), "it comes before an image that every list has")


def arguments_are_left_alone(subject: Subject) -> None:
    """Aggregate does not write to the scores that it is given."""
    for scores, domain in _cases(subject):
        before = scores.copy()
        subject.component.aggregate(scores, domain)
        expect(np.array_equal(scores, before), f"{domain}: it changed them")


def two_calls_agree(subject: Subject) -> None:
    """Two calls give the same bits."""
    for scores, domain in _cases(subject):
        expect(np.array_equal(_pool(subject, scores, domain), _pool(subject, scores, domain)), f"{domain}: they differ")


def rows_are_apart(subject: Subject) -> None:
    """Each article is pooled by itself: part of a strip gives part of the result."""
    for scores, domain in _cases(subject):
        close(_pool(subject, scores[:, 3:5], domain), _pool(subject, scores, domain)[3:5], f"{domain}, rows 3 to 5")


def columns_may_be_permuted(subject: Subject) -> None:
    """Permuted images give permuted columns."""
    for scores, domain in _cases(subject):
        order = np.random.default_rng(3).permutation(scores.shape[2])
        close(_pool(subject, scores[:, :, order], domain), _pool(subject, scores, domain)[:, order], str(domain))


def precision_does_not_decide(subject: Subject) -> None:
    """float64 scores are pooled as the same scores in float32 are."""
    for scores, domain in _cases(subject):
        close(_pool(subject, scores.astype(np.float64), domain), _pool(subject, scores, domain), str(domain))


def weights_are_what_it_does(subject: Subject) -> None:
    """If it says with which weights it adds views up, their sum is what it returns."""
    component = subject.component
    if not isinstance(component, HasViewWeights):
        return
    for scores, domain in _cases(subject):
        for views in (1, 3):
            weights = component.view_weights(views, domain)
            if weights is not None:
                expect(np.shape(weights) == (views,), f"{domain}: weights {weights!r} for {views} views")
                added = np.tensordot(weights, scores[:views].astype(np.float64), axes=1)
                close(_pool(subject, scores[:views].astype(np.float64), domain), added, f"{domain}, {views} views")


def _cases(subject: Subject) -> Iterator[tuple[NDArray[np.float32], Domain]]:
    """Three views in each domain that it accepts."""
    for domain in subject.component.accepts:
        yield np.stack([as_domain(cosines(9, 17, seed), domain) for seed in range(3)]), domain


def _pool(subject: Subject, scores: NDArray[Any], domain: Domain) -> NDArray[Any]:
    pooled: NDArray[Any] = subject.component.aggregate(frozen(scores), domain)
    return pooled


CHECKS = (
    domains_are_declared,
    views_are_reduced,
    scores_are_finite,
    unlisted_images_stay_last,
    arguments_are_left_alone,
    two_calls_agree,
    rows_are_apart,
    columns_may_be_permuted,
    precision_does_not_decide,
    weights_are_what_it_does,
)

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import bootstrap as scipy_bootstrap

from mediaeval.results import intervals
from mediaeval.results.intervals import Interval, bootstrap, bootstrap_all


def reciprocal_ranks(articles: int, seed: int = 1) -> np.ndarray:
    return 1 / np.random.default_rng(seed).integers(1, 40, articles)


@pytest.mark.parametrize("method", ["percentile", "BCa"])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_intervals_are_scipys_for_the_same_drawings(method: intervals.Method, level: float) -> None:
    values = reciprocal_ranks(200)
    theirs = scipy_bootstrap(
        (values,), np.mean, n_resamples=10_000, confidence_level=level, method=method, rng=np.random.default_rng(0)
    ).confidence_interval
    ours = bootstrap(values, method=method, level=level)
    assert (ours.low, ours.high, ours.level) == (pytest.approx(theirs.low), pytest.approx(theirs.high), level)


@pytest.mark.parametrize("method", ["percentile", "BCa"])
def test_whole_groups_are_drawn_as_scipy_draws_them(method: intervals.Method) -> None:
    """The statistic of a drawing of groups: the sum of their values over the number of their articles."""
    rng = np.random.default_rng(2)
    values, groups = reciprocal_ranks(300), rng.integers(100, 180, 300)
    sums = np.array([values[groups == g].sum() for g in np.unique(groups)])
    sizes = np.array([(groups == g).sum() for g in np.unique(groups)])
    theirs = scipy_bootstrap(
        (sums, sizes),
        lambda s, n, axis: s.sum(axis=axis) / n.sum(axis=axis),
        n_resamples=10_000,
        paired=True,
        vectorized=True,
        method=method,
        rng=np.random.default_rng(0),
    ).confidence_interval
    ours = bootstrap(values, groups=groups, method=method)
    assert (ours.low, ours.high) == (pytest.approx(theirs.low), pytest.approx(theirs.high))


def test_blocks_do_not_change_an_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    values = reciprocal_ranks(150)
    whole = bootstrap(values)
    monkeypatch.setattr(intervals, "_CHUNK", 1000)
    assert bootstrap(values) == whole


def test_one_drawing_serves_all_rows() -> None:
    rows = np.stack([reciprocal_ranks(120, seed) for seed in range(5)])
    both = bootstrap_all(rows), [bootstrap(row) for row in rows]
    for one, other in zip(*both, strict=True):
        assert (one.low, one.high) == (pytest.approx(other.low), pytest.approx(other.high))


def test_dependent_articles_widen_it() -> None:
    values = np.repeat(reciprocal_ranks(60), 5)
    alone, together = bootstrap(values), bootstrap(values, groups=np.repeat(np.arange(60), 5))
    assert together.high - together.low > 1.8 * (alone.high - alone.low)


@pytest.mark.parametrize("method", ["percentile", "BCa"])
def test_what_cannot_vary_has_no_width(method: intervals.Method) -> None:
    assert bootstrap(np.ones(20), method=method) == Interval(1.0, 1.0)
    assert bootstrap(np.array([0.25]), method=method) == Interval(0.25, 0.25)


def test_it_covers_the_mean_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    draws = 1 / rng.geometric(0.3, (200, 150))
    truth = float(1 / np.arange(1, 200) @ (0.3 * 0.7 ** np.arange(199)))
    found = [bootstrap(row, resamples=500) for row in draws]
    assert 0.90 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.99

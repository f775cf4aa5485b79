from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import binomtest

from mediaeval.results.metrics import OFFICIAL, Measure
from mediaeval.results.sampling import largest_deviation, sampling_intervals, wilson


@pytest.mark.parametrize("found", [0, 1, 700, 1499, 1500])
def test_an_interval_of_a_share_is_wilsons(found: int) -> None:
    theirs = binomtest(found, 1500).proportion_ci(0.95, method="wilson")
    ours = wilson(found / 1500, 1500)
    assert (ours.low, ours.high) == (pytest.approx(theirs.low, abs=1e-12), pytest.approx(theirs.high, abs=1e-12))


def by_linear_program(mean: float, cutoff: int, recalls: dict[int, float]) -> float:
    """Over all distributions of ranks with these figures, the one whose squares have the largest mean."""
    ranks = np.arange(1, 1001)
    values = np.append(np.where(ranks <= cutoff, 1 / ranks, 0), 0)
    equal = [values, np.ones(1001), *(np.append(ranks <= k, 0) for k in recalls)]
    solution = linprog(
        -(values**2), A_eq=np.array(equal, dtype=float), b_eq=[mean, 1, *recalls.values()], bounds=(0, 1)
    )
    return math.sqrt(-solution.fun - mean**2)


@pytest.mark.parametrize(
    ("mean", "cutoff", "recalls"),
    [
        (0.62972, 100, {5: 0.77933, 10: 0.84867, 50: 0.94533, 100: 0.97067}),
        (0.26162, 100, {5: 0.35400, 10: 0.43633, 50: 0.63300, 100: 0.71933}),
        (0.07839, 100, {5: 0.10933, 10: 0.16867, 50: 0.40600, 100: 0.53067}),
        (0.26162, 100, {}),
        (0.26162, 100, {5: 0.35400}),
        (0.25, 100, {10: 0.4, 100: 0.7}),
        (0.25, 10, {5: 0.4, 10: 0.5, 50: 0.8}),
    ],
)
def test_the_largest_spread_is_that_of_a_linear_program(mean: float, cutoff: int, recalls: dict[int, float]) -> None:
    ours = largest_deviation(mean, cutoff, recalls)
    below = {k: share for k, share in recalls.items() if k <= cutoff}
    assert ours == pytest.approx(by_linear_program(mean, cutoff, below), rel=1e-6)


def test_the_true_spread_is_below_it_and_not_far() -> None:
    ranks = np.random.default_rng(3).geometric(0.08, 1500) * np.random.default_rng(4).integers(0, 2, 1500)
    recalls = {measure.cutoff: measure(ranks) for measure in OFFICIAL if measure.kind == "Recall"}
    mrr = Measure("MRR", 100)
    bound, true = largest_deviation(mrr(ranks), 100, recalls), float(mrr.per_article(ranks).std())
    assert true <= bound <= 1.25 * true


def test_every_published_measure_gets_an_interval_within_0_and_1() -> None:
    figures = dict.fromkeys(OFFICIAL, 0.99)
    found = sampling_intervals(figures, 20)
    assert set(found) == set(OFFICIAL)
    assert all(0 <= one.low <= 0.99 <= one.high <= 1 for one in found.values())

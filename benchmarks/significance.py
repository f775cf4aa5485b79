"""Time of a leaderboard's statistics: all pairs of runs tested, all figures with intervals, against SciPy and ranx.

    python benchmarks/significance.py [--runs 5] [--articles 3000] [--rounds 3]

Ours draws sign flips and articles once for all runs; the others are called as they are meant to be, once for each pair
and each figure, with as many drawings: SciPy's `permutation_test` and `bootstrap`, both in batches, and ranx's
randomisation test, which is compiled and warm. Before any time is printed, p-values must agree within what drawing
leaves open, and intervals to the last bits but a few.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from scipy.stats import bootstrap, permutation_test

from mediaeval.results.intervals import RESAMPLES, bootstrap_all
from mediaeval.results.metrics import COMPARED, OFFICIAL
from mediaeval.results.significance import PERMUTATIONS, sign_flips

BATCH = 500
CHANCE = 0.02  # four standard errors of a p-value of 1/2 from 10,000 drawings


def main() -> None:
    """Print medians of interleaved rounds, and their ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    rng = np.random.default_rng(8)
    base = rng.geometric(0.15, given.articles)
    ranks = [
        np.where(rng.random(given.articles) < 0.3, rng.geometric(0.15 - n / 1000, given.articles), base)
        for n in range(given.runs)
    ]
    values = np.stack([COMPARED.per_article(own) for own in ranks])
    figures = np.stack([measure.per_article(own) for own in ranks for measure in OFFICIAL])
    pairs = list(itertools.combinations(range(given.runs), 2))

    def ours_pairs() -> np.ndarray:
        found = sign_flips(values)
        return np.array([found[pair] for pair in pairs])

    def scipy_pairs() -> np.ndarray:
        return np.array([scipy_p(values[i], values[j]) for i, j in pairs])

    def ours_intervals() -> np.ndarray:
        return np.array([(one.low, one.high) for one in bootstrap_all(figures)])

    def scipy_intervals() -> np.ndarray:
        return np.array([scipy_interval(row) for row in figures])

    agree("SciPy", ours_pairs(), scipy_pairs(), CHANCE)
    agree("SciPy", ours_intervals(), scipy_intervals(), 1e-12)
    timed = {
        "all pairs, SciPy's permutation_test": (ours_pairs, scipy_pairs),
        "all intervals, SciPy's bootstrap": (ours_intervals, scipy_intervals),
    }
    if (ranx_p := with_ranx()) is not None:

        def ranx_pairs() -> np.ndarray:
            return np.array([ranx_p(values[i], values[j]) for i, j in pairs])

        agree("ranx", ours_pairs(), ranx_pairs(), CHANCE)
        timed["all pairs, ranx's fisher (warm)"] = (ours_pairs, ranx_pairs)
    print(f"{given.runs} runs, {given.articles:,} articles, {given.rounds} pairs of rounds, medians")
    for name, (mine, theirs) in timed.items():
        times = [(clock(mine), clock(theirs)) for _ in range(given.rounds)]
        ours_s, theirs_s = (statistics.median(column) for column in zip(*times, strict=True))
        ratio = statistics.median(b / a for a, b in times)
        print(f"{name}: ours {ours_s:.2f} s, theirs {theirs_s:.2f} s, ratio {ratio:.1f}")


def scipy_p(first: np.ndarray, second: np.ndarray) -> float:
    """SciPy's paired test with as many drawings."""
    return float(
        permutation_test(
            (first - second,),
            lambda x, axis: x.mean(axis=axis),
            permutation_type="samples",
            vectorized=True,
            n_resamples=PERMUTATIONS,
            batch=BATCH,
            rng=np.random.default_rng(1),
        ).pvalue
    )


def scipy_interval(row: np.ndarray) -> tuple[float, float]:
    """SciPy's percentile interval of the same drawings."""
    interval = bootstrap(
        (row,),
        np.mean,
        n_resamples=RESAMPLES,
        method="percentile",
        batch=BATCH,
        rng=np.random.default_rng(0),
    ).confidence_interval
    return float(interval.low), float(interval.high)


def with_ranx() -> Callable[[np.ndarray, np.ndarray], float] | None:
    """The p-value of ranx, compiled; None where it is not installed."""
    try:
        from ranx.statistical_tests import fisher_randomization_test
    except ImportError:
        print("ranx is not installed; pip install ranx to compare with it", file=sys.stderr)
        return None

    def p_value(first: np.ndarray, second: np.ndarray) -> float:
        return float(fisher_randomization_test(first, second, n_permutations=PERMUTATIONS)[0])

    p_value(np.ones(3), np.zeros(3))  # compiled now
    return p_value


def agree(name: str, ours: np.ndarray, theirs: np.ndarray, within: float) -> None:
    """Stop where two tools differ."""
    if (gap := float(np.abs(ours - theirs).max())) > within:
        raise SystemExit(f"{name} differs by {gap}")


def clock(call: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()

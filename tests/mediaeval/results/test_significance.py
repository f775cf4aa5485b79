from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import permutation_test

from mediaeval.results.significance import holm, sign_flip


def scipy_p(first: np.ndarray, second: np.ndarray) -> float:
    result = permutation_test(
        (first, second),
        lambda a, b, axis: np.mean(a - b, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=20_000,
        rng=np.random.default_rng(1),
    )
    return float(result.pvalue)


@pytest.mark.parametrize("articles", [2, 5, 11])
def test_few_articles_are_tested_exactly(articles: int) -> None:
    rng = np.random.default_rng(articles)
    first, second = 1 / rng.integers(1, 9, articles), 1 / rng.integers(1, 9, articles)
    assert sign_flip(first, second) == pytest.approx(scipy_p(first, second))


@pytest.mark.parametrize("shift", [0.0, 0.01, 0.02, 0.05])
def test_many_articles_are_tested_by_drawing(shift: float) -> None:
    rng = np.random.default_rng(3)
    first = 1 / rng.integers(1, 30, 400)
    second = first + shift + rng.normal(0, 0.15, 400)
    assert sign_flip(first, second) == pytest.approx(scipy_p(first, second), abs=0.015)


def test_it_is_the_same_each_time_and_from_both_sides() -> None:
    rng = np.random.default_rng(0)
    first, second = rng.random((2, 300))
    assert sign_flip(first, second) == sign_flip(first, second) == sign_flip(second, first)


def test_equal_runs_do_not_differ() -> None:
    values = np.random.default_rng(0).random(50)
    assert sign_flip(values, values) == 1.0


def test_holm_is_his_own_procedure() -> None:
    """Holm (1979): reject the k-th smallest while it is at most level / (m - k + 1)."""
    rng = np.random.default_rng(4)
    for _ in range(200):
        p_values = rng.random(6) ** 3
        corrected = holm(p_values)
        for level in (0.01, 0.05, 0.2):
            rejected = set()
            for step, index in enumerate(np.argsort(p_values)):
                if p_values[index] > level / (6 - step):
                    break
                rejected.add(int(index))
            assert {i for i, p in enumerate(corrected) if p <= level} == rejected

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import permutation_test
from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar
from statsmodels.stats.multitest import multipletests

from mediaeval.results.significance import PERMUTATIONS, holm, mcnemar, sign_flip, sign_flips


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


def test_holm_is_statsmodels() -> None:
    rng = np.random.default_rng(11)
    for size in (1, 2, 5, 30):
        for scale in (1.0, 0.1, 0.01):
            p_values = rng.random(size) * scale
            p_values[::3] = p_values[0]  # ties
            assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1])


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_mcnemar_is_statsmodels(both: int, first: int, second: int, neither: int) -> None:
    cells = [(1, 1)] * both + [(1, 0)] * first + [(0, 1)] * second + [(0, 0)] * neither
    one, two = np.array([*cells, (0, 0)]).T
    theirs = statsmodels_mcnemar(np.array([[both, first], [second, neither + 1]]), exact=True).pvalue
    assert mcnemar(one, two) == pytest.approx(theirs if first + second else 1.0)


def test_mcnemar_takes_thousands_of_articles() -> None:
    assert 0 < mcnemar(np.ones(5000), np.zeros(5000)) < 1e-300
    assert mcnemar(np.arange(4000) % 2, np.arange(1, 4001) % 2) == 1.0


@pytest.mark.parametrize("shift", [0.0, 0.02])
def test_many_articles_agree_with_ranx(shift: float) -> None:
    from ranx.statistical_tests import fisher_randomization_test

    rng = np.random.default_rng(3)
    first = 1 / rng.integers(1, 30, 400)
    second = first + shift + rng.normal(0, 0.15, 400)
    theirs, _ = fisher_randomization_test(first, second, n_permutations=20_000)
    assert sign_flip(first, second) == pytest.approx(theirs, abs=0.015)


def test_all_pairs_are_as_single_pairs() -> None:
    rng = np.random.default_rng(6)
    values = 1 / rng.integers(1, 30, (5, 200))
    values[3] = values[2]
    values[4] = values[2]
    values[4, :8] = 1 / rng.integers(1, 30, 8)  # few that differ: exact, among pairs that are drawn
    found = sign_flips(values)
    assert (found == found.T).all()
    assert found[2, 3] == 1
    for i in range(5):
        for j in range(5):
            assert found[i, j] == sign_flip(values[i], values[j])


def test_a_large_family_can_still_reject() -> None:
    """No drawing of 10,000 shows less than 1/10,001, which Holm's correction of 1,000 pairs would make 0.1."""
    rng = np.random.default_rng(8)
    first = rng.random(2000)
    p_value = sign_flip(first, first - 0.05 + rng.normal(0, 0.2, 2000))
    assert 0 < p_value < 1e-6 < 1 / (1 + PERMUTATIONS)
    assert max(holm([p_value] * 1000)) < 0.05
    assert sign_flip(first, first - 1) > 0


@settings(deadline=None)
@given(st.lists(st.integers(-9, 9), min_size=14, max_size=14))
def test_hoeffdings_bound_is_no_lower_than_the_exact_value(differences: list[int]) -> None:
    values = np.array(differences, dtype=np.float64)
    if not values.any():
        return
    bound = 2 * np.exp(-(values.sum() ** 2) / (2 * values @ values))
    assert sign_flip(values, np.zeros(14), permutations=2**14) <= bound + 1e-12


def test_signs_of_a_group_are_flipped_together() -> None:
    rng = np.random.default_rng(9)
    first, second = rng.random((2, 300))
    groups = rng.integers(0, 50, 300)
    sums = [[values[groups == g].sum() for g in range(50)] for values in (first, second)]
    assert sign_flip(first, second, groups=groups) == pytest.approx(sign_flip(*map(np.array, sums)))

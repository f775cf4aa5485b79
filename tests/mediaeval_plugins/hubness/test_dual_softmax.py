from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logsumexp, softmax

from mediaeval_plugins.hubness.dual_softmax import DualSoftmax
from mediaeval_plugins.hubness.log_sum_exp import column_log_sum_exp, row_log_sum_exp


class Bank(list):
    """Strips of a matrix."""

    def __init__(self, matrix: np.ndarray, rows: int) -> None:
        super().__init__(matrix[start : start + rows] for start in range(0, len(matrix), rows))
        self.queries, self.images = matrix.shape


def cosines(articles: int, images: int) -> np.ndarray:
    return np.random.default_rng(1).normal(0.14, 0.04, (articles, images))


@pytest.mark.parametrize("temperature", [1.0, 0.1, 0.01, 0.003])
@pytest.mark.parametrize("rows", [1, 7, 50])
def test_it_is_the_papers_product(temperature: float, rows: int) -> None:
    matrix = cosines(50, 80)
    reviser = DualSoftmax(temperature)
    revised = reviser.apply(matrix, reviser.fit(Bank(matrix, rows)))
    with np.errstate(divide="ignore"):
        expected = np.log(softmax(matrix / temperature, axis=0)) + np.log(softmax(matrix / temperature, axis=1))
    assert revised == pytest.approx(expected, abs=1e-9)


def test_float32_stays_finite_and_near_where_the_product_underflows() -> None:
    matrix = cosines(200, 200)
    reviser = DualSoftmax(0.003)
    revised = reviser.apply(matrix.astype(np.float32), reviser.fit(Bank(matrix.astype(np.float32), 64)))
    exact = reviser.apply(matrix, reviser.fit(Bank(matrix, 64)))
    assert revised.dtype == np.float32
    assert np.isfinite(revised).all()
    assert revised == pytest.approx(exact, abs=2e-4)


@pytest.mark.parametrize("temperature", [1.0, 0.05, 0.01])
def test_a_row_is_ranked_by_the_cosine_less_half_the_column_term(temperature: float) -> None:
    matrix = cosines(120, 90)
    reviser = DualSoftmax(temperature)
    revised = reviser.apply(matrix, reviser.fit(Bank(matrix, 50)))
    bias = matrix - temperature / 2 * logsumexp(matrix / temperature, axis=0)
    assert (np.argsort(-revised, axis=1) == np.argsort(-bias, axis=1)).all()


def test_one_query_is_ranked_as_before() -> None:
    matrix = cosines(1, 300)
    reviser = DualSoftmax()
    revised = reviser.apply(matrix, reviser.fit(Bank(matrix, 1)))
    assert (np.argsort(-revised) == np.argsort(-matrix)).all()


def test_sums_against_scipy() -> None:
    matrix = np.random.default_rng(0).normal(0, 300, (40, 30))
    assert row_log_sum_exp(matrix)[:, 0] == pytest.approx(logsumexp(matrix, axis=1))
    assert column_log_sum_exp(Bank(matrix, 9)) == pytest.approx(logsumexp(matrix, axis=0))


def test_a_float32_bank_keeps_its_digits_at_temperature_one() -> None:
    matrix = cosines(8000, 20).astype(np.float32)
    assert column_log_sum_exp(Bank(matrix, 512)) == pytest.approx(
        logsumexp(matrix.astype(np.float64), axis=0), abs=1e-7
    )

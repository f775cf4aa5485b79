from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.special import logsumexp

from mediaeval_plugins.hubness.column_terms import highest_mean, mean, soft_mean, spread

HEIGHTS = (1, 7, 59, 60, 1000)


@pytest.mark.parametrize("height", HEIGHTS)
def test_each_term_is_its_definition_however_the_bank_is_cut(cosines: Any, bank: Any, height: int) -> None:
    matrix = cosines()
    assert mean(bank(matrix, height)) == pytest.approx(matrix.mean(axis=0), abs=1e-14)
    for temperature in (1.0, 0.05, 0.01):
        expected = temperature * (logsumexp(matrix / temperature, axis=0) - np.log(len(matrix)))
        assert soft_mean(bank(matrix, height), temperature) == pytest.approx(expected, abs=1e-12)
    for k in (1, 10, 60, 500):
        expected = np.sort(matrix, axis=0)[-k:].mean(axis=0)
        assert highest_mean(bank(matrix, height), k) == pytest.approx(expected, abs=1e-14)
    centre, deviation = spread(bank(matrix, height))
    assert centre == pytest.approx(matrix.mean(axis=0), abs=1e-14)
    assert deviation == pytest.approx(matrix.std(axis=0), abs=1e-14)


def test_selections_of_a_float32_bank_are_the_same_to_the_bit(cosines: Any, bank: Any) -> None:
    matrix = cosines().astype(np.float32)
    whole = highest_mean(bank(matrix), 10)
    for height in HEIGHTS:
        assert (highest_mean(bank(matrix, height), 10) == whole).all()


def test_one_pass_each(cosines: Any, bank: Any) -> None:
    terms: tuple[Callable[[Any], Any], ...] = (mean, spread, lambda b: soft_mean(b, 0.1), lambda b: highest_mean(b, 5))
    for term in terms:
        read = bank(cosines(), 7)
        term(read)
        assert read.passes == 1


def test_between_the_mean_and_the_highest(cosines: Any, bank: Any) -> None:
    matrix = cosines()
    assert soft_mean(bank(matrix), 1e4) == pytest.approx(matrix.mean(axis=0), abs=1e-5)
    assert soft_mean(bank(matrix), 1e-5) == pytest.approx(matrix.max(axis=0), abs=1e-4)

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from mediaeval_plugins.hubness.mutual_proximity import MutualProximity


def test_it_is_the_product_of_both_tails(cosines: Any, bank: Any) -> None:
    """``P(X > d) P(Y > d)`` of the distances, each side normal (JMLR 13, 2012)."""
    distances = 1 - cosines()
    rows = norm.sf(distances, distances.mean(axis=1, keepdims=True), distances.std(axis=1, keepdims=True))
    columns = norm.sf(distances, distances.mean(axis=0), distances.std(axis=0))
    reviser = MutualProximity()
    revised = reviser.apply(1 - distances, reviser.fit(bank(1 - distances, 7)))
    assert revised == pytest.approx(np.log(rows * columns), abs=1e-9)


def test_a_column_without_spread_says_nothing(bank: Any) -> None:
    matrix = np.array([[0.1, 0.5, 0.3], [0.2, 0.5, 0.1]])
    reviser = MutualProximity()
    revised = reviser.apply(matrix, reviser.fit(bank(matrix)))
    expected = norm.logcdf((matrix - matrix.mean(axis=1, keepdims=True)) / matrix.std(axis=1, keepdims=True))
    assert revised[:, 1] == pytest.approx(expected[:, 1])

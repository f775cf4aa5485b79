from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import softmax

from mediaeval_plugins.hubness.dsl import DSL


@pytest.mark.parametrize("temperature", [1.0, 0.05, 0.01])
def test_it_is_the_cosine_times_the_softmax_over_articles(temperature: float, cosines: Any, bank: Any) -> None:
    matrix = np.abs(cosines()) + 1e-3
    reviser = DSL(temperature)
    revised = reviser.apply(matrix, reviser.fit(bank(matrix, 9)))
    assert np.exp(revised) == pytest.approx(matrix * softmax(matrix / temperature, axis=0), rel=1e-9)


def test_a_negative_cosine_is_finite_and_last() -> None:
    matrix = np.array([[0.3, -0.1, 0.0, 0.2]])
    reviser = DSL(1.0)
    revised = reviser.apply(matrix, np.zeros(4))
    assert np.isfinite(revised).all()
    assert np.argsort(-revised[0]).tolist() == [0, 3, 2, 1]

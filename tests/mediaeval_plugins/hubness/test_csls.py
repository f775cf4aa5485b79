from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mediaeval_plugins.hubness.csls import CSLS


@pytest.mark.parametrize("k", [1, 10])
def test_it_ranks_as_the_published_formula(k: int, cosines: Any, bank: Any, order: Any) -> None:
    """Equation 3 of arXiv 1710.04087: ``2 cos(x, y) - r(x) - r(y)``, r the mean cosine to the k nearest neighbours."""
    matrix = cosines()
    of_articles = np.sort(matrix, axis=1)[:, -k:].mean(axis=1, keepdims=True)
    of_images = np.sort(matrix, axis=0)[-k:].mean(axis=0, keepdims=True)
    reviser = CSLS(k)
    revised = reviser.apply(matrix, reviser.fit(bank(matrix, 11)))
    assert (order(revised) == order(2 * matrix - of_articles - of_images)).all()
    assert revised == pytest.approx(matrix - of_images / 2)

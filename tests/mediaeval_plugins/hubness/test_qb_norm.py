from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mediaeval_plugins.hubness.inverted_softmax import InvertedSoftmax
from mediaeval_plugins.hubness.qb_norm import QBNorm


def dynamic_inverted_softmax(queries: np.ndarray, sources: np.ndarray, beta: float, k: int) -> np.ndarray:
    """As its authors' code has it (``dynamic_inverted_softmax.py``): row by row, in products."""
    active = {int(image) for row in sources for image in np.argsort(-row)[:k]}
    normaliser = np.exp(beta * sources).sum(axis=0)
    scores = []
    for row in queries:
        similarity = np.exp(beta * row)
        scores.append(similarity / normaliser if int(np.argmax(row)) in active else similarity)
    return np.array(scores)


@pytest.mark.parametrize("k", [1, 3])
def test_it_ranks_as_the_published_code(k: int, cosines: Any, bank: Any, order: Any) -> None:
    queries, sources = cosines(60, 80, seed=1), cosines(40, 80, seed=2)
    reviser = QBNorm(0.05, k)
    state = reviser.fit(bank(sources, 13))
    assert 0 < state.active.sum() < 80
    assert (order(reviser.apply(queries, state)) == order(dynamic_inverted_softmax(queries, sources, 20, k))).all()


def test_on_the_test_set_itself_it_is_the_inverted_softmax(cosines: Any, bank: Any) -> None:
    matrix = cosines()
    dynamic, plain = QBNorm(0.05), InvertedSoftmax(0.05)
    first, second = (reviser.apply(matrix, reviser.fit(bank(matrix))) for reviser in (dynamic, plain))
    assert first == pytest.approx(second)

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import softmax

from mediaeval_plugins.hubness.dual_softmax import DualSoftmax
from mediaeval_plugins.hubness.inverted_softmax import InvertedSoftmax


@pytest.mark.parametrize("temperature", [1.0, 0.05, 0.02])
def test_it_ranks_as_the_softmax_over_articles(temperature: float, cosines: Any, bank: Any, order: Any) -> None:
    matrix = cosines()
    reviser = InvertedSoftmax(temperature)
    revised = reviser.apply(matrix, reviser.fit(bank(matrix)))
    assert (order(revised) == order(softmax(matrix / temperature, axis=0))).all()


def test_it_ranks_as_the_code_of_muse_does(cosines: Any, bank: Any, order: Any) -> None:
    """``word_translation.py``: ``scores = exp(beta * q.k); scores /= sum over queries``, with a bank of sources."""
    queries, sources = cosines(20, 80, seed=1), cosines(300, 80, seed=2)
    beta = 30
    expected = np.exp(beta * queries) / np.exp(beta * sources).sum(axis=0)
    reviser = InvertedSoftmax(1 / beta)
    assert (order(reviser.apply(queries, reviser.fit(bank(sources, 64)))) == order(expected)).all()


def test_half_its_weight_is_dual_softmax(cosines: Any, bank: Any, order: Any) -> None:
    matrix = cosines()
    half, dual = InvertedSoftmax(0.05, weight=0.5), DualSoftmax(0.05)
    first, second = (reviser.apply(matrix, reviser.fit(bank(matrix))) for reviser in (half, dual))
    assert (order(first) == order(second)).all()

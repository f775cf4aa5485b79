"""What holds for every aggregator of the family."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediaeval import Domain
from mediaeval.plugins import get_plugins
from mediaeval.records import Aggregator
from mediaeval.testing import checks

FOUND = {found.record.name: found for found in get_plugins().all(Aggregator) if "fusion" in found.record.target}
NORMALISING = ("z-score-sum", "min-max-sum", "rrf", "comb-mnz")


@pytest.mark.parametrize("name", FOUND)
def test_it_keeps_the_promises_of_its_role(name: str) -> None:
    for check in checks("aggregator", name):
        check()


@pytest.mark.parametrize("name", FOUND)
@given(seed=st.integers(0, 1000))
@settings(max_examples=10, deadline=None)
def test_the_order_of_equal_views_does_not_matter(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.random((3, 4, 9))
    aggregator = FOUND[name].load()()
    for domain in aggregator.accepts:
        expected = aggregator.aggregate(scores, domain)
        assert aggregator.aggregate(scores[rng.permutation(3)], domain) == pytest.approx(expected)


@pytest.mark.parametrize("name", FOUND)
def test_the_same_view_twice_is_that_view(name: str) -> None:
    scores = np.random.default_rng(0).random((1, 20, 30))
    aggregator = FOUND[name].load()()
    once = aggregator.aggregate(scores, aggregator.accepts[0])
    twice = aggregator.aggregate(np.concatenate([scores, scores]), aggregator.accepts[0])
    assert (np.argsort(-once, axis=1) == np.argsort(-scores[0], axis=1)).all()
    assert (np.argsort(-twice, axis=1) == np.argsort(-scores[0], axis=1)).all()


@pytest.mark.parametrize("name", NORMALISING)
def test_scale_and_offset_of_a_view_do_not_matter_where_it_says_so(name: str) -> None:
    scores = np.random.default_rng(0).random((2, 20, 30))
    other = scores * np.array([1, 7.5])[:, None, None] + np.array([0, -3])[:, None, None]
    aggregator = FOUND[name].load()()
    assert aggregator.scale_free
    assert aggregator.aggregate(other, Domain.COSINE) == pytest.approx(aggregator.aggregate(scores, Domain.COSINE))

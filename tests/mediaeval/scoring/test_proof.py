from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediaeval.errors import PluginError
from mediaeval.scoring.inner_product import InnerProduct, Shortlist
from mediaeval.scoring.proof import best, prove, whole_rows


def lattice(seed: int, queries: int = 12, images: int = 40) -> InnerProduct:
    """Small integers: sums are exact in any precision, and ties are the rule."""
    rng = np.random.default_rng(seed)
    rows = (rng.integers(-2, 3, (count, 4)).astype(np.float32) for count in (queries, images))
    return InnerProduct(*rows, rng.integers(0, 2, images).astype(np.float64))


def full_sort(product: InnerProduct, depth: int) -> np.ndarray:
    scores = product.queries.astype(np.float64) @ product.images.T.astype(np.float64) - product.bias
    return np.argsort(-scores, axis=1, kind="stable")[:, :depth]


class Ranker:
    """Finds shortlists of everything, or of nothing, or spoils them."""

    inner_products_only = True

    def __init__(self, blocks: int = 5, listed: float = 1.0) -> None:
        self.blocks = blocks
        self.listed = listed

    def shortlists(
        self,
        product: InnerProduct,
        depth: int,  # noqa: ARG002 - a role's signature
        memory: int,  # noqa: ARG002 - a role's signature
    ) -> Iterator[Shortlist]:
        rng = np.random.default_rng(0)
        for start in range(0, len(product.queries), self.blocks):
            articles = slice(start, min(start + self.blocks, len(product.queries)))
            count, images = articles.stop - start, len(product.images)
            scores = product.queries[articles].astype(np.float64) @ product.images.T - product.bias
            chosen = rng.random((count, images)) < self.listed
            ceiling = np.where(chosen, -np.inf, np.nextafter(scores, np.inf)).max(axis=1)
            rows, columns = np.nonzero(chosen)
            yield Shortlist(articles, rows, columns, scores[rows, columns], ceiling, "by heart")


@given(seed=st.integers(0, 10_000), depth=st.integers(1, 40), listed=st.sampled_from([0.0, 0.3, 0.9, 1.0]))
@settings(deadline=None)
def test_lists_are_those_of_a_full_sort_however_little_is_listed(seed: int, depth: int, listed: float) -> None:
    product = lattice(seed)
    lists = prove(product, Ranker(listed=listed), depth, 2**12)
    assert (lists.columns == full_sort(product, depth)).all()
    assert lists.how["paths"] == {"by heart": 12}
    if listed in (0.0, 1.0):
        assert lists.how["whole_rows"] == (12 if listed == 0.0 else 0)


@given(seed=st.integers(0, 10_000), depth=st.integers(1, 40), memory=st.sampled_from([1, 2000, 2**20]))
@settings(deadline=None)
def test_whole_rows_are_always_certain(seed: int, depth: int, memory: int) -> None:
    product = lattice(seed)
    rows = np.arange(0, 12, 2)
    found = []
    for shortlist in whole_rows(product, rows, depth, memory):
        part = replace(product, queries=product.queries[rows[shortlist.articles]])
        columns, _, certain, _ = best(part, shortlist, depth)
        assert certain.all()
        found.append(columns)
    assert (np.concatenate(found) == full_sort(product, depth)[rows]).all()


def test_an_equal_score_at_the_ceiling_is_no_proof() -> None:
    """All images tie; the lowest column is not listed, and nothing said that it scores less."""
    product = InnerProduct(np.ones((1, 2), np.float32), np.ones((3, 2), np.float32), np.zeros(3))
    listed = np.array([1, 2])
    open_end = Shortlist(slice(0, 1), np.zeros(2, np.intp), listed, np.full(2, 2.0), np.array([np.nextafter(2, 3)]), "")
    assert not best(product, open_end, 2)[2].any()
    assert best(product, replace(open_end, ceiling=np.array([2.0])), 2)[2].all()


def test_only_what_can_matter_is_scored() -> None:
    product = lattice(0, images=200)
    (found,) = Ranker(blocks=12).shortlists(product, 5, 0)
    assert best(product, found, 5)[3] < 12 * 100


@pytest.mark.parametrize(
    ("articles", "message"),
    [
        ([slice(0, 4), slice(8, 12)], "do not follow one another"),
        ([slice(0, 4)], "shortlists for 4 of 12 articles"),
        ([slice(4, 12)], "do not follow one another"),
    ],
)
def test_articles_cannot_be_passed_over(articles: list[slice], message: str) -> None:
    class Careless(Ranker):
        def shortlists(self, product: InnerProduct, depth: int, memory: int) -> Iterator[Shortlist]:
            for some in articles:
                (found,) = Ranker(blocks=12).shortlists(product.part(some), depth, memory)
                yield replace(found, articles=some)

    with pytest.raises(PluginError, match=f"ranker Careless: .*{message}"):
        prove(lattice(0), Careless(), 3, 2**20)

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediaeval.scoring.inner_product import InnerProduct


def product(
    queries: int = 40, images: int = 60, width: int = 48, seed: int = 0, *, pooled: bool = False
) -> InnerProduct:
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((queries, width)) * 10.0 ** rng.integers(-2, 3)
    return InnerProduct(
        rows if pooled else rows.astype(np.float32),
        (rng.standard_normal((images, width)) + 3 * rng.standard_normal(width)).astype(np.float32),
        rng.standard_normal(images) * rng.integers(0, 2),
    )


def every_pair(scores: InnerProduct) -> tuple[np.ndarray, np.ndarray]:
    queries, images = len(scores.queries), len(scores.images)
    return np.arange(queries).repeat(images), np.tile(np.arange(images), queries)


@given(seed=st.integers(0, 1000), width=st.sampled_from([1, 2, 7, 8, 9, 127, 128, 129, 768]), pooled=st.booleans())
@settings(max_examples=20, deadline=None)
def test_a_score_is_a_function_of_its_pair(seed: int, width: int, pooled: bool) -> None:
    """The same bits alone, among others, in another order, and for an equal image elsewhere."""
    scores = product(7, 50, width, seed, pooled=pooled)
    scores.images[31] = scores.images[4]
    scores.bias[31] = scores.bias[4]
    rows, columns = every_pair(scores)
    whole = scores.score(rows, columns)
    order = np.random.default_rng(seed).permutation(len(rows))
    assert (scores.score(rows[order], columns[order]) == whole[order]).all()
    alone = [scores.score(rows[n : n + 1], columns[n : n + 1])[0] for n in order[:20]]
    assert alone == whole[order[:20]].tolist()
    assert (whole[columns == 31] == whole[columns == 4]).all()
    assert (
        scores.part(slice(2, 5)).score(*every_pair(scores.part(slice(2, 5)))) == whole.reshape(7, -1)[2:5].ravel()
    ).all()


@pytest.mark.parametrize("pooled", [False, True])
def test_a_score_is_the_correctly_rounded_sum_but_for_float64(pooled: bool) -> None:
    scores = product(4, 5, pooled=pooled)
    rows, columns = every_pair(scores)
    for row, column, found in zip(rows, columns, scores.score(rows, columns), strict=True):
        terms = scores.queries[row].astype(np.float64) * scores.images[column]
        size = math.fsum(np.abs(terms))
        assert found == pytest.approx(math.fsum(terms) - scores.bias[column], abs=48 * 2**-52 * size)


@given(seed=st.integers(0, 1000), width=st.sampled_from([1, 3, 64, 768, 1024]), pooled=st.booleans())
@settings(max_examples=30, deadline=None)
def test_float32_estimates_are_within_their_bound(seed: int, width: int, pooled: bool) -> None:
    scores = product(20, 40, width, seed, pooled=pooled)
    exact = scores.score(*every_pair(scores)).reshape(20, 40)
    images = slice(5, 25)
    off = np.abs(scores.strip(slice(None)) - exact)
    assert (off <= scores.float32_error()[:, None]).all()
    assert (off[:, images] <= scores.float32_error(images)[:, None]).all()
    # Whatever the order of the sum: one number after another, in float32.
    rows, columns = scores.queries.astype(np.float32), scores.images
    slow = np.zeros((20, 40), dtype=np.float32)
    for n in range(width):
        slow += rows[:, n : n + 1] * columns[:, n]
    slow -= scores.bias.astype(np.float32)
    assert (np.abs(slow - exact) <= scores.float32_error()[:, None]).all()

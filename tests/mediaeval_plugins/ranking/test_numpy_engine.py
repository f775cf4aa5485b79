from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from mediaeval import InnerProduct
from mediaeval_plugins.ranking.numpy_engine import NumpyEngine, block_shape
from mediaeval_plugins.ranking.search import LANES

Hard = Callable[..., InnerProduct]


@pytest.mark.parametrize("kind", ["random", "biased", "long"])
@pytest.mark.parametrize("stop", [16, 37, 90])
def test_what_reaches_the_floor_is_found_once(hard: Hard, kind: str, stop: int) -> None:
    product = hard(kind, 0, 20, 90)
    engine = NumpyEngine(product, 2**30)
    assert (engine.take(slice(3, 20)) == 0).all()
    engine.multiply(slice(5, stop))
    estimates = product.queries[3:] @ product.images[5:stop].T - product.bias[5:stop].astype(np.float32)
    floor = np.median(estimates, axis=1).astype(np.float32)
    rows, columns, values = engine.above(floor)
    found = np.full(estimates.shape, -np.inf, dtype=np.float32)
    found[rows, columns] = values
    assert (np.diff(rows) >= 0).all()
    assert len(rows) == (found > -np.inf).sum()
    near = np.abs(estimates - floor[:, None]) <= 1e-4 * np.abs(estimates).max()
    assert ((found > -np.inf) == (estimates >= floor[:, None]))[~near].all()
    assert np.sort(engine.highest(3), axis=1) == pytest.approx(np.sort(estimates, axis=1)[:, -3:], rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("queries", [1, 7, 5000])
@pytest.mark.parametrize("memory", [1, 2**16, 2**28])
def test_blocks_keep_to_the_memory(hard: Hard, queries: int, memory: int) -> None:
    product = InnerProduct(np.zeros((queries, 1), np.float32), np.zeros((300_000, 1), np.float32), np.zeros(300_000))
    articles, images = block_shape(product, memory)
    assert 1 <= articles <= queries
    assert images % LANES == 0
    assert articles * images * 32 <= max(memory, 32 * LANES)

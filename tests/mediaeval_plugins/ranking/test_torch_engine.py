from __future__ import annotations

import contextlib
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mediaeval import InnerProduct
from mediaeval_plugins.ranking.torch_engine import TorchEngine, full_precision

KINDS = ("random", "outliers", "clusters", "zeros", "long", "biased")


@given(
    kind=st.sampled_from(KINDS),
    seed=st.integers(0, 1000),
    width=st.sampled_from([3, 64, 768]),
    precision=st.sampled_from(["float32", "bfloat16"]),
    pooled=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_estimates_are_within_their_bound(
    hard: Callable[..., InnerProduct],
    scores_of: Callable[[InnerProduct], np.ndarray],
    kind: str,
    seed: int,
    width: int,
    precision: str,
    pooled: bool,
) -> None:
    product = hard(kind, seed, 20, 90, width, pooled=pooled)
    exact = scores_of(product)
    engine = TorchEngine(product, 2**30, precision, "cpu")
    with full_precision():
        shift = engine.take(slice(5, 20))
        error = engine.multiply(slice(16, 90))
    rows, columns, values = engine.above(np.full(15, -np.inf, dtype=np.float32))
    assert len(rows) == 15 * 74  # none of those that fill the block up
    off = np.abs(exact[5:, 16:][rows, columns] - (shift[rows] + values.astype(np.float64)))
    assert (off <= error[rows] + engine.relative * np.abs(values)).all()


def test_the_highest_are_the_highest(hard: Callable[..., InnerProduct]) -> None:
    product = hard("random", 0, 20, 90)
    engine = TorchEngine(product, 2**30, "bfloat16", "cpu")
    engine.take(slice(0, 20))
    engine.multiply(slice(0, 90))
    rows, _, values = engine.above(np.full(20, -np.inf, dtype=np.float32))
    whole = np.stack([np.sort(values[rows == row])[-7:] for row in range(20)])
    assert (np.sort(engine.highest(7), axis=1) == whole).all()


def test_blocks_are_prepared_once_where_several_sweeps_can_share_them(hard: Callable[..., InnerProduct]) -> None:
    product = hard("random", 0, 40, 90)
    engine = TorchEngine(product, 2**13, "bfloat16", "cpu")
    assert engine.articles < 40
    assert engine.images < 90
    for start in range(0, 40, engine.articles):
        engine.take(slice(start, start + engine.articles))
        engine.multiply(slice(0, engine.images))
        first = engine._prepared[0]
    assert engine._prepared == {0: first}
    assert not TorchEngine(product, 2**11, "bfloat16", "cpu")._keeps


@pytest.mark.parametrize("setting", ["highest", "medium"])
def test_float32_means_float32_and_settings_are_put_back(setting: str) -> None:
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision(setting)
    try:
        with contextlib.suppress(ZeroDivisionError), full_precision():
            assert torch.get_float32_matmul_precision() == "highest"
            assert not torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction
            raise ZeroDivisionError
        assert torch.get_float32_matmul_precision() == setting
        assert torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction
    finally:
        torch.set_float32_matmul_precision(before)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_gpu_gives_the_same_lists(hard: Callable[..., InnerProduct], precision: str) -> None:
    from mediaeval.scoring.proof import prove
    from mediaeval_plugins.ranking.top_k import TopK

    for kind in KINDS:
        product = hard(kind, 1, 300, 5000, 256)
        here, there = (
            prove(product, TopK(path=path, device=device), 50, 2**24)
            for path, device in (("numpy", "cpu"), (f"torch-{precision}", "cuda"))
        )
        assert here.columns.tobytes() == there.columns.tobytes()
        assert here.values.tobytes() == there.values.tobytes()

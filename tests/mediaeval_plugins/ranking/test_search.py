from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import mediaeval_plugins.ranking.search
from mediaeval import InnerProduct
from mediaeval.scoring.proof import prove
from mediaeval_plugins.ranking.faiss_flat import FaissFlat
from mediaeval_plugins.ranking.paths import make
from mediaeval_plugins.ranking.search import search
from mediaeval_plugins.ranking.top_k import TopK

PATHS = ("numpy", "torch-float32", "torch-bfloat16")
KINDS = ("random", "outliers", "clusters", "duplicates", "near ties", "lattice", "zeros", "long", "biased")
Hard = Callable[..., InnerProduct]
ScoresOf = Callable[[InnerProduct], np.ndarray]


def rankers() -> dict[str, TopK]:
    return {**{path: TopK(path=path, device="cpu") for path in PATHS}, "faiss": FaissFlat()}


@given(
    kind=st.sampled_from(KINDS),
    seed=st.integers(0, 10_000),
    queries=st.integers(1, 30),
    images=st.integers(1, 300),
    depth=st.integers(1, 40),
    memory=st.sampled_from([1, 2**13, 2**16, 2**28]),
    pooled=st.booleans(),
)
@settings(max_examples=60, deadline=None)
@example(kind="duplicates", seed=0, queries=30, images=300, depth=300, memory=2**13, pooled=False)
@example(kind="clusters", seed=1, queries=30, images=300, depth=7, memory=2**13, pooled=True)
@example(kind="zeros", seed=2, queries=30, images=300, depth=100, memory=1, pooled=False)
def test_every_path_gives_the_lists_of_a_full_sort(
    hard: Hard,
    scores_of: ScoresOf,
    kind: str,
    seed: int,
    queries: int,
    images: int,
    depth: int,
    memory: int,
    pooled: bool,
) -> None:
    """To the last bit, with ties, near ties, duplicates, outlier dimensions and clusters."""
    product = hard(kind, seed, queries, images, pooled=pooled)
    scores = scores_of(product)
    expected = np.argsort(-scores, axis=1, kind="stable")[:, :depth]
    for name, ranker in rankers().items():
        lists = prove(product, ranker, depth, memory)
        assert lists.columns.tobytes() == expected.tobytes(), name
        assert lists.values.tobytes() == np.take_along_axis(scores, expected, axis=1).tobytes(), name


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", PATHS)
def test_shortlists_keep_their_word(hard: Hard, scores_of: ScoresOf, kind: str, path: str) -> None:
    """Bounds hold, and what is not listed scores less than the ceiling: the certificate by its definition."""
    product = hard(kind, 3, 40, 900)
    scores = scores_of(product)
    for found in search(make(path, product, 2**15, "cpu"), product, 10):
        own = scores[found.articles]
        assert (own[found.rows, found.columns] <= found.upper).all()
        listed = np.zeros(own.shape, dtype=bool)
        listed[found.rows, found.columns] = True
        assert listed.sum() == len(found.rows)
        assert (listed | (own < found.ceiling[:, None])).all()


@pytest.mark.parametrize("path", PATHS)
def test_usual_embeddings_fall_back_nowhere_and_are_scored_little(hard: Hard, path: str) -> None:
    for kind in ("random", "outliers", "biased"):
        product = hard(kind, 4, 60, 4000, 256)
        how = prove(product, TopK(path=path, device="cpu"), 20, 2**20).how
        assert how["whole_rows"] == 0
        assert how["rescored"] < 60 * 20 * (4 if path == "torch-bfloat16" else 1.1)


def test_what_all_vectors_share_costs_bfloat16_nothing(hard: Hard) -> None:
    """With a common part of forty times the length of all else, its estimates would tell nothing apart."""
    plain, shared = (hard(kind, 5, 40, 3000, 128) for kind in ("random", "outliers"))
    listed = [
        prove(one, TopK(path="torch-bfloat16", device="cpu"), 20, 2**22).how["rescored"] for one in (plain, shared)
    ]
    assert listed[1] < 2 * listed[0]


def test_crowded_rows_are_given_up(hard: Hard, scores_of: ScoresOf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their whole row is ranked, and nothing else changes."""
    monkeypatch.setattr(mediaeval_plugins.ranking.search, "_CROWD", 2)
    product = hard("clusters", 6, 30, 2000)
    lists = prove(product, TopK(path="torch-bfloat16", device="cpu"), 10, 2**16)
    assert lists.how["whole_rows"] == 30
    assert (lists.columns == np.argsort(-scores_of(product), axis=1, kind="stable")[:, :10]).all()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("threads", ["1", "3"])
def test_threads_and_memory_change_no_list(
    hard: Hard, path: str, threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = hard("near ties", 7, 200, 500)
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    one, other = (prove(product, TopK(path=path, device="cpu"), 25, memory) for memory in (2**12, 2**30))
    assert one.columns.tobytes() == other.columns.tobytes()
    assert one.values.tobytes() == other.values.tobytes()


def test_embeddings_that_must_not_be_written_are_ranked(hard: Hard) -> None:
    product = hard("random", 8)
    product.images.flags.writeable = product.queries.flags.writeable = product.bias.flags.writeable = False
    for ranker in rankers().values():
        assert prove(product, ranker, 5, 2**20).columns.shape == (30, 5)

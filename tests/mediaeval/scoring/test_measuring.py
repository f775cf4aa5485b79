from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import rankdata

import mediaeval.scoring.similarity
from mediaeval.scoring.measuring import rank_truth
from mediaeval.scoring.scores import Scorer
from mediaeval_plugins.fusion.mean_pool import MeanPool
from mediaeval_plugins.hubness.none import NoRevision

ARTICLES = [f"a{n}" for n in range(20)]
IMAGES = [f"i{n:02d}" for n in range(30)]


def scorer(images: np.ndarray) -> Scorer:
    rng = np.random.default_rng(0)
    texts = rng.standard_normal((1, 20, 8))
    texts /= np.linalg.norm(texts, axis=-1, keepdims=True)
    images = images / np.linalg.norm(images, axis=-1, keepdims=True)
    return Scorer(texts.astype(np.float32), images.astype(np.float32), NoRevision(), MeanPool(), "B")


@pytest.fixture
def pictures() -> np.ndarray:
    return np.random.default_rng(1).standard_normal((30, 8))


def test_ranks_equal_scipys(pictures: np.ndarray) -> None:
    pictures[5] = pictures[9] = pictures[2]
    scores = scorer(pictures)
    truth = {article: IMAGES[n] for n, article in enumerate(ARTICLES)}
    ranks = rank_truth(scores, np.zeros((20, 1), dtype=np.intp), ARTICLES, IMAGES, truth)
    whole = -scores.exact(slice(0, 20), np.ones(30, dtype=bool))
    for method, found in (("ordinal", ranks.full), ("min", ranks.optimistic), ("max", ranks.pessimistic)):
        assert found.tolist() == [int(rankdata(row, method=method)[n]) for n, row in enumerate(whole)]


@pytest.mark.parametrize("strip_bytes", [16 * 30 * 3, 2**28])
def test_ranks_of_an_inner_product_are_those_of_its_strips(
    pictures: np.ndarray, strip_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Near ties are told apart by the one score, whatever float32 says."""
    monkeypatch.setattr(mediaeval.scoring.similarity, "STRIP_BYTES", strip_bytes)
    pictures[7] = pictures[3]
    pictures[8] = pictures[3] * (1 + 1e-9)
    pictures[10:20] = pictures[3] + 1e-7 * pictures[10:20]
    searched, stripped = scorer(pictures), scorer(pictures)
    stripped.inner = None
    truth = {article: IMAGES[(3 * n) % 30] for n, article in enumerate(ARTICLES)}
    every = np.tile(np.arange(30), (20, 1))
    found, expected = (rank_truth(one, every, ARTICLES, IMAGES, truth) for one in (searched, stripped))
    assert found.full.tolist() == expected.full.tolist()
    assert found.optimistic.tolist() == expected.optimistic.tolist()
    assert found.pessimistic.tolist() == expected.pessimistic.tolist()


def test_an_image_outside_the_gallery_has_no_rank(pictures: np.ndarray) -> None:
    ranks = rank_truth(
        scorer(pictures), np.zeros((20, 1), dtype=np.intp), ARTICLES, IMAGES, {"a3": "i04", "a4": "gone"}
    )
    assert (ranks.full > 0).tolist() == [n == 3 for n in range(20)]

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

import mediaeval.scoring.similarity
from mediaeval.errors import PluginError, RunFileError
from mediaeval.roles import Domain
from mediaeval.scoring.fused import ListedScores
from mediaeval.scoring.ranking import rank_all
from mediaeval.scoring.scores import Scorer
from mediaeval_plugins.fusion.mean_pool import MeanPool
from mediaeval_plugins.hubness.dual_softmax import DualSoftmax
from mediaeval_plugins.hubness.none import NoRevision
from mediaeval_plugins.ranking.faiss_flat import FaissFlat
from mediaeval_plugins.ranking.top_k import TopK


def unit(*shape: int) -> np.ndarray:
    rows = np.random.default_rng(sum(shape)).standard_normal(shape)
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("strip_bytes", [2**28, 8 * 900 * 7])
def test_lists_are_those_of_float64(strip_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures that differ by less than float32 can tell stand in the order of their float64 cosines."""
    monkeypatch.setattr(mediaeval.scoring.similarity, "STRIP_BYTES", strip_bytes)
    pictures = unit(300, 64)
    near = np.nextafter(pictures, np.float32(2)), np.nextafter(pictures, np.float32(-2))
    images = np.concatenate([pictures, *near])
    scorer = Scorer(unit(1, 20, 64), images, NoRevision(), MeanPool(), "B")
    lists = rank_all(scorer, TopK(50), "test")
    columns, scores = lists.columns, lists.values
    exact = unit(1, 20, 64)[0].astype(np.float64) @ images.T.astype(np.float64)
    expected = np.argsort(-exact, axis=1, kind="stable")[:, :50]
    assert (columns == expected).all()
    assert scores == pytest.approx(np.take_along_axis(exact, expected, axis=1), abs=1e-15)


def test_a_score_that_is_not_a_number_is_an_error() -> None:
    class Broken:
        accepts, produces = tuple(Domain), None

        def aggregate(self, scores: np.ndarray, domain: object) -> np.ndarray:  # noqa: ARG002 - a role's signature
            return np.full(scores.shape[1:], np.nan)

    scorer = Scorer(unit(1, 3, 8), unit(5, 8), NoRevision(), Broken(), "B")
    with pytest.raises(PluginError, match="run x: scores are NaN"):
        rank_all(scorer, TopK(2), "run x")


@pytest.mark.parametrize("temperature", [1.0, 0.02])
@pytest.mark.parametrize(
    "ranker", [TopK(20), TopK(20, "torch-bfloat16", "cpu"), FaissFlat(20)], ids=lambda one: type(one).__name__
)
def test_searched_lists_are_the_papers_product(temperature: float, ranker: TopK) -> None:
    """One view of dual softmax is searched; scipy makes the product of two softmaxes, whole and in float64."""
    texts, images = unit(1, 60, 24), unit(200, 24)
    scorer = Scorer(texts, images, DualSoftmax(temperature), MeanPool(), "B")
    cosines = texts[0].astype(np.float64) @ images.T.astype(np.float64) / temperature
    product = softmax(cosines, axis=0) * softmax(cosines, axis=1)
    lists = rank_all(scorer, ranker, "test")
    assert lists.how["form"] == "inner product"
    values = np.take_along_axis(product, lists.columns, axis=1)
    expected = -np.sort(-product, axis=1)[:, :20]
    assert values == pytest.approx(expected, rel=1e-5)
    assert (lists.columns == np.argsort(-product, axis=1)[:, :20]).mean() > 0.999


def test_a_ranker_without_shortlists_is_given_strips() -> None:
    class Plain:
        depth = 4

        def rank(self, scores: np.ndarray, depth: int) -> np.ndarray:
            return np.argsort(-scores, axis=1, kind="stable")[:, :depth]

    scorer = Scorer(unit(1, 9, 24), unit(30, 24), NoRevision(), MeanPool(), "B")
    plain, searched = rank_all(scorer, Plain(), "test"), rank_all(scorer, TopK(4), "test")
    assert plain.how == {"form": "strips"}
    assert (plain.columns == searched.columns).all()


def test_a_ranker_of_inner_products_is_refused_for_other_scores() -> None:
    listed = ListedScores({"1": ["a"]}, ["1"], ["a", "b"])
    with pytest.raises(RunFileError, match="run x: FaissFlat ranks inner products alone, and these scores are none"):
        rank_all(listed, FaissFlat(), "run x")

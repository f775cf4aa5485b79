from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import zscore

import mediaeval.scoring.fused
import mediaeval.scoring.similarity
from mediaeval.errors import RunFileError
from mediaeval.roles import Domain
from mediaeval.scoring.fused import Fused, ListedScores, common_domain
from mediaeval.scoring.ranking import rank_all
from mediaeval.scoring.scores import Scorer
from mediaeval_plugins.fusion.mean_pool import MeanPool
from mediaeval_plugins.fusion.rrf import ReciprocalRankFusion
from mediaeval_plugins.fusion.z_score_sum import ZScoreSum
from mediaeval_plugins.hubness.dual_softmax import DualSoftmax
from mediaeval_plugins.hubness.hungarian import Hungarian
from mediaeval_plugins.hubness.none import NoRevision
from mediaeval_plugins.ranking.top_k import TopK


def unit(*shape: int) -> np.ndarray:
    rows = np.random.default_rng(sum(shape)).standard_normal(shape)
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def scorer(width: int, reviser: object = None) -> Scorer:
    return Scorer(unit(1, 25, width), unit(40, width), reviser or NoRevision(), MeanPool(), "B")  # type: ignore[arg-type]


@pytest.mark.parametrize("strip_bytes", [2**28, 8 * 40 * 6])
def test_two_encoders_are_standardised_and_added(strip_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mediaeval.scoring.similarity, "STRIP_BYTES", strip_bytes)
    fused = Fused([scorer(8), scorer(12)], ZScoreSum(), Domain.COSINE, 25)
    exact = np.concatenate([fused.exact(rows, np.zeros(40, dtype=bool)) for rows in fused.slices()])
    cosines = [unit(1, 25, w)[0].astype(np.float64) @ unit(40, w).T.astype(np.float64) for w in (8, 12)]
    assert exact == pytest.approx(np.mean([zscore(one, axis=1) for one in cosines], axis=0), abs=1e-12)


def test_a_member_that_needs_all_articles_gets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mediaeval.scoring.similarity, "STRIP_BYTES", 8 * 40 * 6)
    fused = Fused([scorer(8), scorer(12, Hungarian())], ZScoreSum(), Domain.COSINE, 25)
    assert list(fused.slices()) == [slice(0, 25)]
    assert fused.dense


@pytest.mark.parametrize("strip_bytes", [2**28, 8 * 5 * 2])
def test_lists_are_fused_by_their_ranks(strip_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mediaeval.scoring.fused, "STRIP_BYTES", strip_bytes)
    images = ["a", "b", "c", "d", "e"]
    first = ListedScores({"1": ["b", "a"], "2": ["e"], "3": ["c", "d"]}, ["1", "2", "3"], images)
    second = ListedScores({"1": ["a", "b"], "3": ["d"]}, ["1", "2", "3"], images)
    fused = Fused([first, second], ReciprocalRankFusion(60), Domain.RANK, 3)
    lists = rank_all(fused, TopK(3), "test")
    columns, scores = lists.columns, lists.values
    assert [[images[i] for i in row] for row in columns] == [["a", "b", "c"], ["e", "a", "b"], ["d", "c", "a"]]
    assert scores[2] == pytest.approx([1 / 62 + 1 / 61, 1 / 61, 0])


def test_scores_of_different_units_are_not_added() -> None:
    mixed = [DualSoftmax.produces, Domain.COSINE]
    assert common_domain(mixed, ZScoreSum()) is Domain.SCORE
    assert common_domain([*mixed, Domain.RANK], ReciprocalRankFusion()) is Domain.RANK
    assert common_domain([Domain.COSINE] * 2, MeanPool()) is Domain.COSINE
    with pytest.raises(RunFileError, match="MeanPool cannot fuse cosine with log-probability scores"):
        common_domain(mixed, MeanPool())
    with pytest.raises(RunFileError, match="ZScoreSum does not accept rank scores") as error:
        common_domain([Domain.RANK, Domain.RANK], ZScoreSum())
    assert "rrf" in str(error.value)

from __future__ import annotations

import numpy as np
import pytest

import mediaeval.scoring.similarity
from mediaeval.errors import PluginError
from mediaeval.scoring.ranking import rank_all
from mediaeval.scoring.scores import Scorer
from mediaeval_plugins.fusion.mean_pool import MeanPool
from mediaeval_plugins.hubness.none import NoRevision
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
    columns, scores = rank_all(scorer, TopK(50), "test")
    exact = unit(1, 20, 64)[0].astype(np.float64) @ images.T.astype(np.float64)
    expected = np.argsort(-exact, axis=1, kind="stable")[:, :50]
    assert (columns == expected).all()
    assert scores == pytest.approx(np.take_along_axis(exact, expected, axis=1), abs=1e-15)


def test_a_score_that_is_not_a_number_is_an_error() -> None:
    class Broken(MeanPool):
        def aggregate(self, scores: np.ndarray, domain: object) -> np.ndarray:  # noqa: ARG002 - a role's signature
            return np.full(scores.shape[1:], np.nan)

    scorer = Scorer(unit(1, 3, 8), unit(5, 8), NoRevision(), Broken(), "B")
    with pytest.raises(PluginError, match="run x: scores are NaN"):
        rank_all(scorer, TopK(2), "run x")

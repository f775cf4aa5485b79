from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import zscore

from mediaeval import Domain
from mediaeval_plugins.fusion.min_max_sum import MinMaxSum
from mediaeval_plugins.fusion.z_score_sum import ZScoreSum

SCORES = np.random.default_rng(0).normal(0.2, [[[0.01]], [[0.3]]], (2, 6, 30))


@pytest.mark.parametrize("weights", [None, [3, 1]])
def test_z_scores_against_scipy(weights: list[float] | None) -> None:
    expected = np.average(zscore(SCORES, axis=2), axis=0, weights=weights)
    assert ZScoreSum(weights).aggregate(SCORES, Domain.COSINE) == pytest.approx(expected)


@pytest.mark.parametrize("weights", [None, [3, 1]])
def test_min_max(weights: list[float] | None) -> None:
    low, high = SCORES.min(axis=2, keepdims=True), SCORES.max(axis=2, keepdims=True)
    expected = np.average((SCORES - low) / (high - low), axis=0, weights=weights)
    assert MinMaxSum(weights).aggregate(SCORES, Domain.COSINE) == pytest.approx(expected)


@pytest.mark.parametrize("aggregator", [ZScoreSum(), MinMaxSum()])
def test_a_view_without_spread_decides_nothing(aggregator: ZScoreSum | MinMaxSum) -> None:
    flat = np.stack([SCORES[0], np.full_like(SCORES[0], 0.3)])
    pooled = aggregator.aggregate(flat, Domain.COSINE)
    assert np.isfinite(pooled).all()
    assert (np.argsort(-pooled) == np.argsort(-SCORES[0])).all()

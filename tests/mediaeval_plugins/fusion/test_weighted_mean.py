from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logsumexp

from mediaeval import Domain, RunFileError
from mediaeval_plugins.fusion.weighted_mean import WeightedMean

SCORES = np.random.default_rng(0).normal(0, 3, (3, 4, 5))


@pytest.mark.parametrize(("weights", "shares"), [(None, [1, 1, 1]), ([2, 1], [2, 1, 1]), ([0.5, 0, 3], [0.5, 0, 3])])
def test_against_numpy_and_scipy(weights: list[float] | None, shares: list[float]) -> None:
    pooled = WeightedMean(weights).aggregate(SCORES, Domain.COSINE)
    assert pooled == pytest.approx(np.average(SCORES, axis=0, weights=shares))
    products = WeightedMean(weights).aggregate(SCORES, Domain.LOG_PROBABILITY)
    scale = np.array(shares)[:, None, None] / sum(shares)
    assert products == pytest.approx(logsumexp(SCORES, axis=0, b=scale))


@pytest.mark.parametrize(("weights", "message"), [([1, 1, 1, 1], "4 weights are given for 3 views"), ([0], "sum of 0")])
def test_weights_that_mean_nothing(weights: list[float], message: str) -> None:
    with pytest.raises(RunFileError, match=message):
        WeightedMean(weights).aggregate(SCORES, Domain.COSINE)

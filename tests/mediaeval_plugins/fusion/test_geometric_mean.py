from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import gmean

from mediaeval import Domain
from mediaeval_plugins.fusion.geometric_mean import GeometricMean

COSINES = np.random.default_rng(0).uniform(0.01, 0.4, (3, 4, 5))


def test_cosines_against_scipy() -> None:
    assert GeometricMean().aggregate(COSINES, Domain.COSINE) == pytest.approx(gmean(COSINES, axis=0))


def test_log_probabilities_stay_logarithms() -> None:
    pooled = GeometricMean().aggregate(np.log(COSINES), Domain.LOG_PROBABILITY)
    assert np.exp(pooled) == pytest.approx(gmean(COSINES, axis=0))


def test_a_negative_cosine_takes_its_image_to_the_end() -> None:
    pooled = GeometricMean().aggregate(np.array([[[0.2, 0.1]], [[-0.3, 0.1]]]), Domain.COSINE)
    assert np.isfinite(pooled).all()
    assert pooled[0, 0] < pooled[0, 1]

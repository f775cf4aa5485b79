from __future__ import annotations

import numpy as np
import pytest

from mediaeval import Domain
from mediaeval_plugins.fusion.mean_pool import MeanPool

SCORES = np.random.default_rng(0).normal(0, 3, (3, 4, 5))


@pytest.mark.parametrize("domain", [Domain.COSINE, Domain.SCORE])
def test_plain_scores_are_averaged(domain: Domain) -> None:
    assert MeanPool().aggregate(SCORES, domain) == pytest.approx(SCORES.mean(axis=0))


def test_log_probabilities_are_averaged_as_products() -> None:
    assert MeanPool().aggregate(SCORES, Domain.LOG_PROBABILITY) == pytest.approx(np.log(np.exp(SCORES).mean(axis=0)))


def test_tiny_products_do_not_vanish() -> None:
    pooled = MeanPool().aggregate(np.full((2, 1, 1), -2000.0), Domain.LOG_PROBABILITY)
    assert pooled == pytest.approx(-2000)


@pytest.mark.parametrize("domain", [Domain.COSINE, Domain.LOG_PROBABILITY])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_a_single_view_are_kept(domain: Domain, dtype: type) -> None:
    scores = SCORES.astype(dtype)
    assert MeanPool().aggregate(scores, domain).dtype == dtype
    assert (MeanPool().aggregate(scores[:1], domain) == scores[0]).all()

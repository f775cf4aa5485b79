from __future__ import annotations

import numpy as np
import pytest

from mediaeval.errors import RunFileError
from mediaeval.roles import Domain
from mediaeval.scoring.linear import check_ranker, view_weights
from mediaeval.scoring.scores import Scorer
from mediaeval_plugins.fusion.maximum import Maximum
from mediaeval_plugins.fusion.mean_pool import MeanPool
from mediaeval_plugins.fusion.weighted_mean import WeightedMean
from mediaeval_plugins.fusion.z_score_sum import ZScoreSum
from mediaeval_plugins.hubness.csls import CSLS
from mediaeval_plugins.hubness.dsl import DSL
from mediaeval_plugins.hubness.dual_softmax import DualSoftmax
from mediaeval_plugins.hubness.hungarian import Hungarian
from mediaeval_plugins.hubness.mutual_proximity import MutualProximity
from mediaeval_plugins.hubness.none import NoRevision
from mediaeval_plugins.hubness.qb_norm import QBNorm
from mediaeval_plugins.hubness.sinkhorn import Sinkhorn
from mediaeval_plugins.ranking.faiss_flat import FaissFlat
from mediaeval_plugins.ranking.top_k import TopK

ORDERS = ("A", "B", "B-geo", "C", "C-geo", "D")
REVISERS = (NoRevision(), CSLS(), Sinkhorn(0.05), DualSoftmax(), DualSoftmax(0.02))
AGGREGATORS = (MeanPool(), WeightedMean([2, 1]))


def unit(*shape: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal(shape)
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("views", [1, 2, 3])
@pytest.mark.parametrize("reviser", REVISERS, ids=lambda one: f"{type(one).__name__}{getattr(one, 'temperature', '')}")
@pytest.mark.parametrize("aggregator", AGGREGATORS, ids=lambda one: type(one).__name__)
def test_an_inner_product_is_the_scores_but_for_scale_and_the_articles_own_terms(
    order: str, views: int, reviser: object, aggregator: object
) -> None:
    texts, images = unit(views, 30, 24, seed=0), unit(50, 24, seed=1)
    if isinstance(aggregator, WeightedMean) and views == 1 and order != "D":
        aggregator = WeightedMean()
    scorer = Scorer(texts, images, reviser, aggregator, order)
    products = isinstance(reviser, DualSoftmax) and order in ("B", "C") and views > 1
    assert (scorer.inner is None) == products
    if scorer.inner is None:
        return
    inner = scorer.inner.queries.astype(np.float64) @ images.T.astype(np.float64) - scorer.inner.bias
    scores = scorer.exact(slice(0, 30), np.ones(50, dtype=bool))
    inner, scores = (one - one.mean(axis=1, keepdims=True) for one in (inner, scores))
    scale = (inner * scores).sum() / np.square(inner).sum()
    expected = 2 / reviser.temperature if isinstance(reviser, DualSoftmax) else 1
    assert scale == pytest.approx(expected, rel=1e-4)
    assert scores == pytest.approx(scale * inner, abs=2e-5 * scale)


@pytest.mark.parametrize(
    "reviser", [DSL(), QBNorm(), MutualProximity(), Hungarian()], ids=lambda one: type(one).__name__
)
def test_what_corrects_more_than_columns_is_none(reviser: object) -> None:
    assert all(view_weights(reviser, MeanPool(), order, 1) is None for order in ORDERS)


def test_a_maximum_of_views_is_none() -> None:
    assert view_weights(NoRevision(), Maximum(), "B", 2) is None
    assert view_weights(NoRevision(), Maximum(), "D", 2) is not None


def test_a_bias_that_is_not_finite_is_left_to_strips() -> None:
    class Endless(NoRevision):
        def column_bias(self, state: None) -> np.ndarray:  # noqa: ARG002 - a role's signature
            return np.full(50, np.inf)

    assert Scorer(unit(1, 3, 24, seed=0), unit(50, 24, seed=1), Endless(), MeanPool(), "B").inner is None


@pytest.mark.parametrize(
    ("reviser", "aggregator", "order", "ensemble", "views", "message"),
    [
        (QBNorm(), MeanPool(), "B", None, 1, "QBNorm corrects a score by more than a number for its image"),
        (DualSoftmax(), MeanPool(), "B", None, 2, "order 'B' pools 2 views after DualSoftmax by MeanPool"),
        (NoRevision(), Maximum(), "A", None, 1, "order 'A' pools a view after NoRevision by Maximum"),
        (NoRevision(), MeanPool(), "B", ZScoreSum(), 1, "an ensemble's scores, fused by ZScoreSum, are none"),
    ],
)
def test_a_ranker_of_inner_products_is_refused_elsewhere(
    reviser: object, aggregator: object, order: str, ensemble: object, views: int, message: str
) -> None:
    with pytest.raises(
        RunFileError, match=rf"\[ranker\] FaissFlat ranks inner products alone, and .*{message}"
    ) as error:
        check_ranker(FaissFlat(), reviser, aggregator, order, ensemble, views)
    assert "top-k" in str(error.value)
    check_ranker(TopK(), reviser, aggregator, order, ensemble, views)


def test_it_is_let_pass_where_it_can_rank() -> None:
    check_ranker(FaissFlat(), DualSoftmax(), MeanPool(), "B", None)
    check_ranker(FaissFlat(), DualSoftmax(), MeanPool(), "B-geo", None, 5)
    assert MeanPool().view_weights(4, Domain.COSINE).tolist() == [0.25] * 4

"""Which plans are an inner product: a reviser that moves columns, and views that are pooled by a weighted sum.

    none, and revisers with a column bias, of one view       q_i . x_j - b_j
    the same pooled by a weighted sum (A, B, B-geo, C-geo)   (sum_v w_v u_vi) . x_j - sum_v w_v b_vj
    the same on pooled embeddings (D)                        normalise(sum_v u_vi) . x_j - b_j

Order B of dual softmax with several views is none: a mean of products is a logarithm of sums of two exponentials, and
the article's own terms do not leave it. Nor is anything that corrects a score by more than its column.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import RunFileError
from mediaeval.roles import (
    AggregatorRole,
    Domain,
    HasColumnBias,
    HasViewWeights,
    RankerRole,
    RanksInnerProducts,
    ReviserRole,
)
from mediaeval.runfile import Order

__all__ = ["check_ranker", "pooled_as", "view_weights"]


def pooled_as(domain: Domain, order: Order) -> Domain:
    """How the aggregator reads revised scores: the geometric orders average logarithms as they stand."""
    return Domain.SCORE if order.endswith("-geo") and domain is Domain.LOG_PROBABILITY else domain


def view_weights(
    reviser: ReviserRole, aggregator: AggregatorRole, order: Order, views: int
) -> NDArray[np.float64] | None:
    """``(V,)``: the weights with which a plan adds up its views; None where its scores are no inner product."""
    if not isinstance(reviser, HasColumnBias):
        return None
    if order == "D":
        return np.ones(1)
    if not isinstance(aggregator, HasViewWeights):
        return None
    revised = Domain.COSINE if order == "A" else pooled_as(reviser.produces or Domain.COSINE, order)
    return aggregator.view_weights(views, revised)


def check_ranker(
    ranker: RankerRole,
    reviser: ReviserRole,
    aggregator: AggregatorRole,
    order: Order,
    ensemble: AggregatorRole | None,
    views: int = 1,
) -> None:
    """Refuse a ranker of inner products for a plan that is none.

    Args:
        ranker: of the run.
        reviser: of the run.
        aggregator: of the run.
        order: where revision stands to pooling.
        ensemble: fuses encoders; None where there is one.
        views: of an article; one, the most lenient, where they are not known yet.

    Raises:
        RunFileError: the ranker cannot rank the plan's scores.
    """
    if not (isinstance(ranker, RanksInnerProducts) and ranker.inner_products_only):
        return
    name = type(ranker).__name__
    hint = 'Choose [ranker] name = "top-k", which ranks any score.'
    if ensemble is not None:
        raise RunFileError(
            f"[ranker] {name} ranks inner products alone, and an ensemble's scores, fused by "
            f"{type(ensemble).__name__}, are none.",
            hint=hint,
        )
    if not isinstance(reviser, HasColumnBias):
        raise RunFileError(
            f"[ranker] {name} ranks inner products alone, and {type(reviser).__name__} corrects a score by more than "
            "a number for its image.",
            hint=hint,
        )
    if view_weights(reviser, aggregator, order, views) is None:
        some = "a view" if views == 1 else f"{views} views"
        raise RunFileError(
            f"[ranker] {name} ranks inner products alone, and order {order!r} pools {some} after "
            f"{type(reviser).__name__} by {type(aggregator).__name__}, which is no weighted sum.",
            hint=f"{hint[:-1]}; or [scoring] order A, B-geo, C-geo or D.",
        )

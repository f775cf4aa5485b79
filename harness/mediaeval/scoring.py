"""From cosines to one score for each article and image: where revision stands to pooling.

The paper leaves the order open, so it is a property of the plan (``[scoring] order``), not of the call order of code.
``R`` is the reviser, ``mean`` the aggregator, ``z_v`` the cosines of view ``v``:

    A       pool, then revise:            R(mean_v z_v)
    B       revise each view, then pool:  mean_v R_v(z_v), each view fitted on its own C titles; the mean is of the
            products, not of their logarithms
    B-geo   as B, pooling logarithms:     the geometric mean of the products
    C       as B, but one fit on all V*C titles stacked
    C-geo   as B-geo, on the stacked fit
    D       pool embeddings, then revise: R(normalise(mean_v u_v) . x)

At temperature 1 all agree to a ten-thousandth of MRR; at temperature .01 they part in up to a tenth of the first
ranks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import RunFileError
from mediaeval.roles import AggregatorRole, Domain, FloatArray, ReviserRole
from mediaeval.runfile import Order
from mediaeval.similarity import Similarity

__all__ = ["Scorer", "check_domains"]


def check_domains(reviser: ReviserRole, aggregator: AggregatorRole, order: Order) -> Domain:
    """The domain of the final scores, found before anything is encoded.

    Raises:
        RunFileError: a component would be given scores of a domain that it does not accept.
    """
    domain = Domain.COSINE
    steps: list[tuple[str, ReviserRole | AggregatorRole]] = [("reviser", reviser), ("aggregator", aggregator)]
    if order == "A":
        steps.reverse()
    elif order == "D":
        steps.pop()
    for kind, component in steps:
        if kind == "aggregator":
            domain = _pooled_as(domain, order)
        if domain not in component.accepts:
            raise RunFileError(
                f"[{kind}] {type(component).__name__} does not accept {domain} scores, which order {order!r} gives it; "
                f"it accepts {', '.join(component.accepts)}.",
                hint="Choose another [scoring] order, or another component.",
            )
        domain = component.produces or domain
    return domain


def _pooled_as(domain: Domain, order: Order) -> Domain:
    """How the aggregator reads revised scores: the geometric orders average logarithms as they stand."""
    return Domain.SCORE if order.endswith("-geo") and domain is Domain.LOG_PROBABILITY else domain


class _CosineBank:
    """The cosines of some views, stacked, as a reviser reads them (:class:`mediaeval.roles.Bank`)."""

    def __init__(self, similarity: Similarity, views: slice) -> None:
        self._similarity = similarity
        self._views = range(similarity.views)[views]
        self.queries = similarity.queries * len(self._views)
        self.images = similarity.images

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        for rows in self._similarity.slices():
            strip = self._similarity.strip(rows)
            for view in self._views:
                yield strip[view]


class _PooledBank:
    """Cosines pooled over views, for order A."""

    def __init__(self, similarity: Similarity, aggregator: AggregatorRole) -> None:
        self._similarity = similarity
        self._aggregator = aggregator
        self.queries = similarity.queries
        self.images = similarity.images

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        for rows in self._similarity.slices():
            yield self._aggregator.aggregate(self._similarity.strip(rows), Domain.COSINE).astype(np.float32, copy=False)


class Scorer:
    """The scores of one run on one split, strip by strip.

    Args:
        texts: ``(V, C, d)`` float32 rows of unit length, the original title first.
        images: ``(D, d)`` float32 rows of unit length, in ascending order of image id.
        reviser: corrects cosines.
        aggregator: pools views.
        order: where revision stands to pooling.
    """

    def __init__(
        self,
        texts: NDArray[np.float32],
        images: NDArray[np.float32],
        reviser: ReviserRole,
        aggregator: AggregatorRole,
        order: Order,
    ) -> None:
        check_domains(reviser, aggregator, order)
        if order == "D":
            texts = _unit(texts.astype(np.float64).mean(axis=0, keepdims=True))
        self.similarity = Similarity(texts, images)
        self._reviser = reviser
        self._aggregator = aggregator
        self._order = order
        self._states: list[Any] = self._fit()

    def _fit(self) -> list[Any]:
        views = self.similarity.views
        if self._order == "A":
            return [self._reviser.fit(_PooledBank(self.similarity, self._aggregator))]
        if self._order in ("C", "C-geo"):
            return [self._reviser.fit(_CosineBank(self.similarity, slice(None)))] * views
        return [self._reviser.fit(_CosineBank(self.similarity, slice(view, view + 1))) for view in range(views)]

    def slices(self) -> Iterator[slice]:
        """The articles of each strip."""
        return self.similarity.slices()

    def strip(self, rows: slice) -> FloatArray:
        """``(q, D)`` float32 scores of the articles in ``rows``."""
        return self._score(self.similarity.strip(rows))

    def exact(self, rows: slice, wanted: NDArray[np.bool_]) -> FloatArray:
        """``(q, D)`` float64 scores whose ``wanted`` columns rest on float64 cosines."""
        return self._score(self.similarity.exact(rows, wanted))

    def _score(self, cosines: FloatArray) -> FloatArray:
        if self._order == "A":
            return self._reviser.apply(self._aggregator.aggregate(cosines, Domain.COSINE), self._states[0])
        revised = np.stack(
            [self._reviser.apply(view, state) for view, state in zip(cosines, self._states, strict=True)]
        )
        if self._order == "D":
            return np.asarray(revised[0])
        return self._aggregator.aggregate(revised, _pooled_as(self._reviser.produces or Domain.COSINE, self._order))


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), dtype=np.float32)

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

On simulated embeddings all agree to a few ten-thousandths of MRR at temperature 1, but not at .01, nor on every set of
real paraphrases (``docs/method.md``). What a reviser is fitted on is the plan's too (``[scoring] bank``): the test set,
other titles, or both.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import RunFileError
from mediaeval.roles import (
    AggregatorRole,
    Assumption,
    Bank,
    Domain,
    FloatArray,
    HasAssumptions,
    HasColumnBias,
    HasDense,
    HasScaleFree,
    ReviserRole,
)
from mediaeval.runfile import BankChoice, Order
from mediaeval.scoring.banks import CosineBank, PooledBank
from mediaeval.scoring.inner_product import InnerProduct
from mediaeval.scoring.linear import pooled_as, view_weights
from mediaeval.scoring.similarity import DENSE_BYTES, Similarity

__all__ = ["Scorer", "Scores", "assumptions", "check_dense", "check_domains", "needs_whole_rows"]


class Scores(Protocol):
    """The scores of all articles of a split with all images of its gallery, strip by strip."""

    images: int
    dense: bool
    """Whether all articles are one strip."""
    inner: InnerProduct | None
    """The scores as an inner product, where they are one; their lists and ranks are then made of it, without strips."""

    @property
    def rows(self) -> int:
        """Articles in one strip."""

    def slices(self) -> Iterator[slice]:
        """The articles of each strip."""

    def strip(self, rows: slice) -> FloatArray:
        """``(q, D)`` float32 scores of the articles in ``rows``."""

    def exact(self, rows: slice, wanted: NDArray[np.bool_]) -> FloatArray:
        """``(q, D)`` float64 scores whose ``wanted`` columns, ``(D,)``, rest on float64 cosines."""


def check_domains(
    reviser: ReviserRole, aggregator: AggregatorRole, order: Order, ensemble: AggregatorRole | None = None
) -> Domain:
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
    if ensemble is not None:
        steps.append(("ensemble", ensemble))
    for kind, component in steps:
        if kind == "aggregator":
            domain = pooled_as(domain, order)
        if domain not in component.accepts:
            source = "the encoders give it" if kind == "ensemble" else f"order {order!r} gives it"
            raise RunFileError(
                f"[{kind}] {type(component).__name__} does not accept {domain} scores, which {source}; "
                f"it accepts {', '.join(component.accepts)}.",
                hint="Choose another [scoring] order, or another component.",
            )
        domain = component.produces or domain
    return domain


def assumptions(reviser: ReviserRole, bank: BankChoice) -> tuple[Assumption, ...]:
    """What a run takes for granted; a bank apart from the test set learns nothing from the test set."""
    stated: Sequence[Assumption] = (
        reviser.assumes if isinstance(reviser, HasAssumptions) else (Assumption.TRANSDUCTIVE,)
    )
    return tuple(Assumption(one) for one in stated if bank != "external" or one != Assumption.TRANSDUCTIVE)


def is_dense(reviser: ReviserRole) -> bool:
    """Whether it needs every article at once."""
    return isinstance(reviser, HasDense) and reviser.dense


def check_dense(reviser: ReviserRole, order: Order, bank: BankChoice) -> None:
    """Refuse a plan that a reviser of the whole matrix has no meaning in.

    Raises:
        RunFileError: an order that stacks views, or a bank beside the test set.
    """
    if not is_dense(reviser):
        return
    name = type(reviser).__name__
    if order in ("C", "C-geo"):
        raise RunFileError(
            f"[scoring] order {order!r} stacks views, and {name} corrects the articles themselves.",
            hint="Choose order A, B or D.",
        )
    if bank != "test":
        raise RunFileError(
            f"[scoring] bank {bank!r} has no meaning for {name}, which corrects the test set's scores all at once."
        )


def needs_whole_rows(reviser: ReviserRole, aggregator: AggregatorRole) -> bool:
    """Whether a score rests on all columns of its row, so that all of them must be exact: ranks do."""
    return is_dense(reviser) or (isinstance(aggregator, HasScaleFree) and aggregator.scale_free)


class Scorer:
    """The scores of one encoder on one split, strip by strip (:class:`Scores`).

    Args:
        texts: ``(V, C, d)`` float32 rows of unit length, the original title first.
        images: ``(D, d)`` float32 rows of unit length, in ascending order of image id.
        reviser: corrects cosines.
        aggregator: pools views.
        order: where revision stands to pooling.
        bank: what the reviser is fitted on.
        external: ``(B, d)`` float32 rows of unit length, the titles of an external bank.

    Raises:
        RunFileError: the parts do not fit together, or the scores do not fit in memory for a reviser that needs all.
    """

    def __init__(
        self,
        texts: NDArray[np.float32],
        images: NDArray[np.float32],
        reviser: ReviserRole,
        aggregator: AggregatorRole,
        order: Order,
        bank: BankChoice = "test",
        external: NDArray[np.float32] | None = None,
    ) -> None:
        check_domains(reviser, aggregator, order)
        check_dense(reviser, order, bank)
        if order == "D":
            texts = _unit(texts.astype(np.float64).mean(axis=0, keepdims=True))
        self.dense = is_dense(reviser)
        if self.dense:
            _refuse_large(reviser, texts.shape[0] * texts.shape[1] * len(images) * 8)
        self.similarity = Similarity(texts, images, dense=self.dense)
        self.images = self.similarity.images
        self._reviser = reviser
        self._aggregator = aggregator
        self._order = order
        self._whole = needs_whole_rows(reviser, aggregator)
        self._states = self._fit(
            None if bank == "external" else self.similarity,
            None if external is None or bank == "test" else self.similarity.over(external[None]),
        )
        self.inner = self._inner()

    def _fit(self, test: Similarity | None, external: Similarity | None) -> list[Any]:
        views = self.similarity.views
        if self._order == "A":
            return [self._reviser.fit(PooledBank(test, external, self._aggregator, views))]
        if self._order in ("C", "C-geo") or test is None:
            return [self._reviser.fit(CosineBank(test, slice(None), external))] * views
        return [self._reviser.fit(CosineBank(test, slice(view, view + 1), external)) for view in range(views)]

    def _inner(self) -> InnerProduct | None:
        views = self.similarity.texts
        weights = view_weights(self._reviser, self._aggregator, self._order, len(views))
        if weights is None or not isinstance(self._reviser, HasColumnBias):
            return None
        single = len(weights) == 1 and weights[0] == 1
        queries = views[0] if single else np.tensordot(weights, views.astype(np.float64), axes=1)
        shares = [1.0] if self._order == "A" else weights
        biases = [self._reviser.column_bias(state) for state in self._states]
        bias = sum((share * np.asarray(one) for share, one in zip(shares, biases, strict=True)), np.zeros(self.images))
        # A column that is out of all bounds says nothing of the others; strips bear it, a bound on errors does not.
        return InnerProduct(queries, self.similarity.pictures, bias) if np.isfinite(bias).all() else None

    @property
    def rows(self) -> int:
        """Articles in one strip."""
        return self.similarity.rows

    def slices(self) -> Iterator[slice]:
        """The articles of each strip."""
        return self.similarity.slices()

    def strip(self, rows: slice) -> FloatArray:
        """``(q, D)`` float32 scores of the articles in ``rows``."""
        return self._score(self.similarity.strip(rows))

    def exact(self, rows: slice, wanted: NDArray[np.bool_]) -> FloatArray:
        """``(q, D)`` float64 scores whose ``wanted`` columns rest on float64 cosines."""
        return self._score(self.similarity.exact(rows, np.ones_like(wanted) if self._whole else wanted))

    def unrevised(self) -> Scorer | None:
        """The same views pooled in the same way, without the reviser; None where the aggregator takes no cosines."""
        if self._order != "D" and Domain.COSINE not in self._aggregator.accepts:
            return None
        bare = copy.copy(self)
        bare._reviser, bare._states = _AsTheyAre(), [None] * len(self._states)  # noqa: SLF001 - a copy of itself
        bare.inner = bare._inner()  # noqa: SLF001 - likewise
        return bare

    @property
    def unrevised_domain(self) -> Domain:
        """What the scores of :meth:`unrevised` mean."""
        return Domain.COSINE if self._order == "D" else self._aggregator.produces or Domain.COSINE

    def _score(self, cosines: FloatArray) -> FloatArray:
        if self._order == "A":
            return self._reviser.apply(self._aggregator.aggregate(cosines, Domain.COSINE), self._states[0])
        revised = np.stack(
            [self._reviser.apply(view, state) for view, state in zip(cosines, self._states, strict=True)]
        )
        if self._order == "D":
            return np.asarray(revised[0])
        return self._aggregator.aggregate(revised, pooled_as(self._reviser.produces or Domain.COSINE, self._order))


class _AsTheyAre:
    """A reviser that revises nothing."""

    accepts: Sequence[Domain] = tuple(Domain)
    produces: Domain | None = None

    def fit(self, bank: Bank) -> None:
        """Learn nothing."""

    def column_bias(self, state: None) -> float:  # noqa: ARG002 - there is no state
        """No column is moved."""
        return 0.0

    def apply(self, scores: FloatArray, state: None) -> FloatArray:  # noqa: ARG002 - there is no state
        """Unchanged."""
        return scores


def _refuse_large(reviser: ReviserRole, size: int) -> None:
    if size > DENSE_BYTES:
        raise RunFileError(
            f"[reviser] {type(reviser).__name__} needs the scores of all articles at once, {size / 2**30:.1f} GiB, and "
            f"{DENSE_BYTES / 2**30:.1f} GiB are allowed.",
            hint="Choose a reviser that reads strips, such as sinkhorn.",
        )


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), dtype=np.float32)

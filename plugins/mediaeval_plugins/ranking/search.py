"""Exact search: one sweep over blocks of estimated scores, of which only what may be among the best is kept.

An engine multiplies some articles with a block of images, in whatever precision it likes, and says how far its
estimates may be off. With an estimate ``y``, the engine's own shift ``c`` of the article, absolute error ``e`` and
relative error ``r``, the score lies in

    [c + y - (r |y| + e),  c + y + (r |y| + e)]

The k-th highest lower end so far is an edge that the k-th best score cannot be below. A pair whose upper end is below
the edge is dropped, and the edge only rises; so every image that is not in the shortlist scores less than the last
edge, which is the certificate (:class:`mediaeval.Shortlist`). Nothing is assumed about the data: embeddings that are
hard to tell apart give longer shortlists, never other lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mediaeval import InnerProduct, Shortlist

__all__ = ["LANES", "Engine", "Found", "search"]

LANES = 16
"""Columns of a block are looked at in groups of so many: one whose maximum is below the edge holds nothing."""

_CROWD = 8
"""Of a row with more candidates than so many times the list, and than a hundredth of the gallery, the estimates say too
little: its whole row in float32 costs less than scoring them."""

Found = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]
"""Rows, ascending, columns and estimates of the pairs that were found."""


class Engine(Protocol):
    """Multiplies; ``q`` articles are taken up, then blocks of ``w`` images come one after another."""

    name: str
    """In words, for the manifest."""
    relative: float
    """``r``: the error of an estimate relative to itself."""
    articles: int
    """At most so many are taken up at once."""
    images: int
    """Of a block, at most; a multiple of :data:`LANES`."""

    def take(self, rows: slice) -> NDArray[np.float64]:
        """Take up some articles; ``(q,)``: ``c``, what is to be added to their estimates."""

    def multiply(self, images: slice) -> NDArray[np.float64]:
        """Estimate the scores with a block of images; ``(q,)``: ``e``, their absolute error."""

    def highest(self, k: int) -> NDArray[np.float32]:
        """``(q, k)``: the ``k`` highest estimates of the block, which has as many, in any order."""

    def above(self, floor: NDArray[np.float32]) -> Found:
        """The pairs of the block whose estimates reach the floor ``(q,)`` of their article."""


def search(engine: Engine, product: InnerProduct, depth: int) -> Iterator[Shortlist]:
    """The shortlists of all articles.

    Args:
        engine: was made for ``product``.
        product: scores.
        depth: of the lists.
    """
    count = len(product.queries)
    for start in range(0, count, engine.articles):
        articles = slice(start, min(start + engine.articles, count))
        yield _Sweep(engine, articles, len(product.images), depth).run()


class _Sweep:
    """The search for some articles."""

    def __init__(self, engine: Engine, articles: slice, images: int, depth: int) -> None:
        self._engine = engine
        self._articles = articles
        self._images = images
        self._depth = depth
        self._shift = engine.take(articles)
        count = articles.stop - articles.start
        self._best = np.full((count, depth), -np.inf)
        self._edge = np.full(count, -np.inf)
        self._kept: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]] = []
        self._fresh: list[tuple[NDArray[np.intp], NDArray[np.float64]]] = []

    def run(self) -> Shortlist:
        width = self._engine.images
        merged = 0
        for start in range(0, self._images, width):
            stop = min(start + width, self._images)
            error = self._engine.multiply(slice(start, stop))
            if start == 0:
                known = min(self._depth, stop)
                self._best[:, :known] = self._ends(self._engine.highest(known), slice(None), error)[0]
                self._raise_edge()
            rows, columns, values = self._engine.above(self._floor(error))
            lower, upper = self._ends(values, rows, error)
            self._kept.append((rows, columns + start, upper))
            if start == 0:
                merged = stop  # the highest of this block are in already
                continue
            self._fresh.append((rows, lower))
            crowded = sum(len(one) for one, _ in self._fresh) > 4 * self._best.size
            if stop >= 2 * merged or stop == self._images or crowded:
                self._merge()
                merged = stop
        self._prune()
        rows, columns, upper = self._kept[0]
        order = self._by_row(rows)
        return Shortlist(self._articles, rows[order], columns[order], upper[order], self._edge, self._engine.name)

    def _by_row(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """The order that makes rows ascend; NumPy counts numbers of 16 bits instead of comparing them."""
        return np.argsort(rows.astype(np.min_scalar_type(len(self._edge))), kind="stable")

    def _ends(
        self, values: NDArray[np.float32], rows: NDArray[np.intp] | slice, error: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper ends of scores: ``(n,)`` with the rows of the values, or ``(q, k)``."""
        middle = values.astype(np.float64)
        room = self._engine.relative * np.abs(middle)
        off, shift = error[rows], self._shift[rows]
        if values.ndim > 1:
            off, shift = off[:, None], shift[:, None]
        room += off
        middle += shift
        return middle - room, middle + room

    def _floor(self, error: NDArray[np.float64]) -> NDArray[np.float32]:
        """``(q,)``: the lowest estimate whose upper end may reach the edge, ``y + r |y| + e + c = edge``."""
        target = self._edge - self._shift - error
        floor = target / np.where(target > 0, 1 + self._engine.relative, 1 - self._engine.relative)
        return np.nextafter(floor.astype(np.float32), np.float32(-np.inf))

    def _raise_edge(self) -> None:
        """The edge is the k-th highest lower end: so many images score at least that."""
        self._edge = np.maximum(self._edge, self._best.min(axis=1))

    def _merge(self) -> None:
        """Take the lower ends that came since into the ``k`` highest, and drop what is below the new edge."""
        rows = np.concatenate([one for one, _ in self._fresh])
        lower = np.concatenate([one for _, one in self._fresh])
        self._fresh.clear()
        order = self._by_row(rows)
        rows, lower = rows[order], lower[order]
        sizes = np.bincount(rows, minlength=len(self._edge))
        place = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        table = np.full((len(sizes), self._depth + int(sizes.max(initial=0))), -np.inf)
        table[:, : self._depth] = self._best
        table[rows, self._depth + place] = lower
        self._best = np.partition(table, -self._depth, axis=1)[:, -self._depth :]
        self._raise_edge()
        self._prune()

    def _prune(self) -> None:
        """Keep what reaches the edge, and give up the rows that keep too much."""
        rows, columns, upper = (np.concatenate(parts) for parts in zip(*self._kept, strict=True))
        kept = upper >= self._edge[rows]
        rows, columns, upper = rows[kept], columns[kept], upper[kept]
        crowd = max(_CROWD * self._depth, self._images // 100)
        crowded = np.bincount(rows, minlength=len(self._edge)) > crowd
        if crowded.any():
            self._edge[crowded] = np.inf
            kept = ~crowded[rows]
            rows, columns, upper = rows[kept], columns[kept], upper[kept]
        self._kept = [(rows, columns, upper)]

"""From shortlists to lists: scored in float64, ordered by the one tie rule, and proven complete.

A shortlist comes with a bound on every score: ``upper`` for a listed image, ``ceiling`` for all others. Let ``t`` be
the score of the k-th best of the listed images. If ``t >= ceiling``, no other image scores as much as ``t``, so that
the list is that of the whole gallery, ties included. An article without this certificate is ranked by its whole row, in
float32 with the bound of :meth:`mediaeval.scoring.inner_product.InnerProduct.float32_error`, which always gives it.
Either way the list is that of float64 scores, which one function defines: no path can change it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import PluginError
from mediaeval.progress import Bar
from mediaeval.roles import RanksInnerProducts
from mediaeval.scoring.inner_product import InnerProduct, Shortlist
from mediaeval.threads import in_threads

__all__ = ["Lists", "best", "prove", "whole_rows"]

_ROWS = 64
"""Rows that one thread looks through at a time."""


@dataclass(frozen=True)
class Lists:
    """The lists of all articles.

    Attributes:
        columns: ``(C, k)``, best first.
        values: ``(C, k)`` float64, their scores.
        how: how they were found, for the manifest; nothing that decides them.
    """

    columns: NDArray[np.intp]
    values: NDArray[np.float64]
    how: dict[str, Any] = field(default_factory=dict)


def prove(product: InnerProduct, ranker: RanksInnerProducts, depth: int, memory: int) -> Lists:
    """The lists of all articles.

    Args:
        product: scores.
        ranker: finds shortlists.
        depth: length of the lists; a smaller gallery gives lists of its own length.
        memory: bytes of scores and candidates that may be held at once.

    Raises:
        PluginError: the ranker breaks its promise.
    """
    articles, images = len(product.queries), len(product.images)
    depth = min(depth, images)
    columns = np.empty((articles, depth), dtype=np.intp)
    values = np.empty((articles, depth))
    paths: dict[str, int] = {}
    done = rescored = fallen = 0
    with Bar(articles, "rank", "articles") as bar:
        for shortlist in ranker.shortlists(product, depth, memory):
            if shortlist.articles.start != done:
                raise PluginError(f"ranker {type(ranker).__name__}: its shortlists do not follow one another.")
            here = shortlist.articles
            columns[here], values[here], certain, scored = best(product.part(here), shortlist, depth)
            failed = np.flatnonzero(~certain) + here.start
            for few in whole_rows(product, failed, depth, memory):
                place = failed[few.articles]
                columns[place], values[place], _, more = best(_of(product, place), few, depth)
                scored += more
            count = here.stop - here.start
            paths[shortlist.path] = paths.get(shortlist.path, 0) + count
            done, rescored, fallen = here.stop, rescored + scored, fallen + len(failed)
            bar.advance(count)
    if done != articles:
        raise PluginError(f"ranker {type(ranker).__name__}: gave shortlists for {done} of {articles} articles.")
    how = {"form": "inner product", "paths": paths, "rescored": rescored, "whole_rows": fallen}
    return Lists(columns, values, how)


def best(
    product: InnerProduct, shortlist: Shortlist, depth: int
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.bool_], int]:
    """The ``depth`` best of each row of a shortlist.

    The ``depth`` images with the highest bounds are scored first; of the others those alone whose bound reaches the
    lowest of these scores.

    Returns:
        ``(q, depth)`` columns, best first, and their scores; ``(q,)`` whether they are certain, 0 standing for what is
        missing where they are not; how many pairs were scored.
    """
    count = len(shortlist.ceiling)
    columns = np.zeros((count, depth), dtype=np.intp)
    values = np.full((count, depth), -np.inf)
    ends = np.searchsorted(shortlist.rows, np.arange(count + 1))

    def some(start: int) -> int:
        here = slice(start, min(start + _ROWS, count))
        listed = slice(ends[here.start], ends[here.stop])
        rows = shortlist.rows[listed] - start
        return _best(
            product.part(here), rows, shortlist.columns[listed], shortlist.upper[listed], columns[here], values[here]
        )

    scored = sum(in_threads(some, range(0, count, _ROWS)))
    certain = (values[:, -1] >= shortlist.ceiling) & (np.diff(ends) >= depth)
    return columns, values, certain, scored


def _best(
    product: InnerProduct,
    rows: NDArray[np.intp],
    listed: NDArray[np.intp],
    upper: NDArray[np.float64],
    columns: NDArray[np.intp],
    values: NDArray[np.float64],
) -> int:
    """As :func:`best` for a few rows, into ``(q, depth)`` columns and values."""
    count, depth = columns.shape
    place = _places(rows, count)
    table = np.full((count, max(depth, int(place.max(initial=0)) + 1)), -np.inf)

    def edges(known: NDArray[np.bool_], numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """``(n,)``: for each pair the ``depth``-th highest number in its row, as far as they are known."""
        table[rows[known], place[known]] = numbers[known]
        edge: NDArray[np.float64] = np.partition(table, -depth, axis=1)[:, -depth][rows]
        return edge

    first = upper >= edges(np.ones(len(rows), dtype=bool), upper)
    table[:] = -np.inf
    scores = np.full(len(rows), -np.inf)
    scores[first] = product.score(rows[first], listed[first])
    more = ~first & (upper >= edges(first, scores))
    scores[more] = product.score(rows[more], listed[more])
    known = first | more
    known &= scores >= edges(known, scores)
    order = np.lexsort((listed[known], -scores[known], rows[known]))
    kept = np.flatnonzero(known)[order]
    place = _places(rows[kept], count)
    kept, place = kept[place < depth], place[place < depth]
    columns[rows[kept], place] = listed[kept]
    values[rows[kept], place] = scores[kept]
    return int((first | more).sum())


def whole_rows(product: InnerProduct, rows: NDArray[np.intp], depth: int, memory: int) -> Iterator[Shortlist]:
    """Certain shortlists of some articles, by all of their scores in float32.

    An image is listed unless its score, at best, is below the k-th highest score, at worst.
    """
    height = max(1, memory // (16 * len(product.images)))
    for start in range(0, len(rows), height):
        articles = slice(start, min(start + height, len(rows)))
        part = _of(product, rows[articles])
        strip, error = part.strip(slice(None)), part.float32_error()
        edge = np.partition(strip, -depth, axis=1)[:, -depth] - 2 * error
        row, column = np.nonzero(strip >= np.nextafter(edge.astype(np.float32), np.float32(-np.inf))[:, None])
        yield Shortlist(articles, row, column, strip[row, column] + error[row], edge + error, "whole rows")


def _of(product: InnerProduct, rows: NDArray[np.intp]) -> InnerProduct:
    return InnerProduct(product.queries[rows], product.images, product.bias)


def _places(rows: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """The place of each entry among those of its row, from 0; ``rows`` ascends."""
    sizes = np.bincount(rows, minlength=count)
    return np.asarray(np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes))

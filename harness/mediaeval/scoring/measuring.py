"""The scoring step: ranks of the true images, once the submission is on disk."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mediaeval.scoring import similarity
from mediaeval.scoring.inner_product import InnerProduct
from mediaeval.scoring.scores import Scores

__all__ = ["Ranks", "column_mask", "rank_truth"]


class Ranks:
    """``(C,)`` ranks of the true images, counted from 1; 0 where an article's image is not in the gallery.

    Attributes:
        full: under the tie rule, over the whole gallery.
        optimistic: if every tie went well.
        pessimistic: if every tie went badly.
    """

    def __init__(self, articles: int) -> None:
        self.full, self.optimistic, self.pessimistic = np.zeros((3, articles), dtype=np.int64)


def rank_truth(
    scorer: Scores,
    listed: NDArray[np.intp],
    articles: Sequence[str],
    images: Sequence[str],
    truth: Mapping[str, str],
) -> Ranks:
    """Where the true image of each article stands among all images.

    Args:
        scorer: the scores that the lists were made of.
        listed: ``(C, k)`` columns of the lists; their scores are computed in float64, as they were when ranked.
        articles: article ids, in the order of the scorer's rows.
        images: image ids, in the order of its columns.
        truth: article id to image id.
    """
    column_of = {image: column for column, image in enumerate(images)}
    target = np.array([column_of.get(truth.get(article, ""), -1) for article in articles], dtype=np.intp)
    ranks = Ranks(len(articles))
    if scorer.inner is not None:
        _rank_inner_product(scorer.inner, target, ranks)
        return ranks
    for rows in scorer.slices():
        known = np.flatnonzero(target[rows] >= 0)
        if not len(known):
            continue
        columns = target[rows][known]
        wanted = column_mask(listed[rows], len(images))
        wanted[columns] = True
        scores = scorer.exact(rows, wanted)[known]
        own = scores[np.arange(len(columns)), columns][:, None]
        above, equal = (scores > own).sum(axis=1), scores == own
        before = (equal & (np.arange(len(images)) < columns[:, None])).sum(axis=1)
        place = known + rows.start
        ranks.full[place] = above + before + 1
        ranks.optimistic[place] = above + 1
        ranks.pessimistic[place] = above + equal.sum(axis=1)
    return ranks


def _rank_inner_product(product: InnerProduct, target: NDArray[np.intp], ranks: Ranks) -> None:
    """As :func:`rank_truth`, by counting: float32 decides where its error cannot matter, the one score elsewhere."""
    every = np.flatnonzero(target >= 0)
    height = max(1, similarity.STRIP_BYTES // (16 * len(product.images)))
    for start in range(0, len(every), height):
        place = every[start : start + height]
        part = InnerProduct(product.queries[place], product.images, product.bias)
        columns = target[place]
        own = part.score(np.arange(len(place)), columns)
        strip, error = part.strip(slice(None)), part.float32_error()
        low, high = (own - error).astype(np.float32), (own + error).astype(np.float32)
        above = (strip > np.nextafter(high, np.float32(np.inf))[:, None]).sum(axis=1)
        near = strip >= np.nextafter(low, np.float32(-np.inf))[:, None]
        near &= strip <= np.nextafter(high, np.float32(np.inf))[:, None]
        row, column = np.nonzero(near)
        score = part.score(row, column)
        count = functools.partial(np.bincount, minlength=len(place))
        equal = score == own[row]
        above += count(row[score > own[row]])
        ranks.full[place] = above + count(row[equal & (column < columns[row])]) + 1
        ranks.optimistic[place] = above + 1
        ranks.pessimistic[place] = above + count(row[equal])


def column_mask(columns: NDArray[np.intp], images: int) -> NDArray[np.bool_]:
    """``(D,)``: which columns occur in an array of them."""
    mask = np.zeros(images, dtype=bool)
    mask[columns] = True
    return mask

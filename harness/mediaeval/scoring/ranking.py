"""Scores to ranked lists."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import PluginError, RunFileError
from mediaeval.roles import RankerRole, RanksInnerProducts
from mediaeval.scoring import similarity
from mediaeval.scoring.measuring import column_mask
from mediaeval.scoring.proof import Lists, prove
from mediaeval.scoring.scores import Scores

__all__ = ["SHORTLIST", "rank_all"]

SHORTLIST = 32
"""Images beyond the list's depth that are scored in float64 too, so that float32 noise cannot decide who gets in."""


def rank_all(scores: Scores, ranker: RankerRole, label: str, depth: int | None = None) -> Lists:
    """The lists of all articles, of ``(C, k)`` columns and float64 scores.

    Scores that are an inner product go to a ranker that can do with that; their matrix is never made. All others are
    made strip by strip: a float32 shortlist is ordered in float64.

    Args:
        scores: of the articles with the gallery.
        ranker: orders images.
        label: how messages call the run.
        depth: length of the lists; None: the ranker's own.

    Raises:
        PluginError: a score is not a number.
        RunFileError: the ranker ranks inner products alone, and the scores are none.
    """
    depth = ranker.depth if depth is None else depth
    if isinstance(ranker, RanksInnerProducts):
        if scores.inner is not None:
            return _numbers(prove(scores.inner, ranker, depth, similarity.STRIP_BYTES), label)
        if ranker.inner_products_only:
            raise RunFileError(
                f"{label}: {type(ranker).__name__} ranks inner products alone, and these scores are none.",
                hint='Choose [ranker] name = "top-k", which ranks any score.',
            )
    columns, values = [], []
    for rows in scores.slices():
        strip = scores.strip(rows)
        if np.isnan(strip).any():
            raise PluginError(f"{label}: scores are NaN.")
        shortlist = ranker.rank(strip, depth + SHORTLIST)
        exact: NDArray[Any] = scores.exact(rows, column_mask(shortlist, scores.images))
        best = ranker.rank(exact, depth)
        columns.append(best)
        values.append(np.take_along_axis(exact, best, axis=1))
    return Lists(np.concatenate(columns), np.concatenate(values).astype(np.float64), {"form": "strips"})


def _numbers(lists: Lists, label: str) -> Lists:
    if not np.isfinite(lists.values).all():
        raise PluginError(f"{label}: scores are NaN.")
    return lists

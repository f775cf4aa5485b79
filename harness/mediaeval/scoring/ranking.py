"""Scores to ranked lists: a float32 shortlist, ordered in float64."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import PluginError
from mediaeval.roles import RankerRole
from mediaeval.scoring.measuring import column_mask
from mediaeval.scoring.scores import Scores

__all__ = ["SHORTLIST", "rank_all"]

SHORTLIST = 32
"""Images beyond the list's depth that are scored in float64 too, so that float32 noise cannot decide who gets in."""


def rank_all(scores: Scores, ranker: RankerRole, label: str) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The lists of all articles.

    Args:
        scores: of the articles with the gallery.
        ranker: orders images.
        label: how messages call the run.

    Returns:
        ``(C, k)`` columns, best first, and their scores.

    Raises:
        PluginError: a score is not a number.
    """
    columns, values = [], []
    for rows in scores.slices():
        strip = scores.strip(rows)
        if np.isnan(strip).any():
            raise PluginError(f"{label}: scores are NaN.")
        shortlist = ranker.rank(strip, ranker.depth + SHORTLIST)
        exact: NDArray[Any] = scores.exact(rows, column_mask(shortlist, scores.images))
        best = ranker.rank(exact, ranker.depth)
        columns.append(best)
        values.append(np.take_along_axis(exact, best, axis=1))
    return np.concatenate(columns), np.concatenate(values).astype(np.float64)

"""How far a figure might be from what other articles of the kind would give: bootstrap confidence intervals of means.

Articles are drawn with replacement, as many as there are, and the mean is taken again; the interval is between two
quantiles of many such means (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapters 13 and 14).
Where articles come in groups that are no independent witnesses, such as those of one story, whole groups are drawn, and
the mean is the sum of the values drawn over the number of articles drawn (the cluster bootstrap of a ratio: Field and
Welsh, JRSS B 69, 2007). An article is a group of one.

A method that learns from the whole test set is taken as it was fitted: rows are drawn, nothing is fitted again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEVEL", "RESAMPLES", "Interval", "Method", "bootstrap", "bootstrap_all", "group_sums"]

LEVEL = 0.95
"""Confidence level of an interval."""

RESAMPLES = 10_000
"""How often articles are drawn anew."""

Method = Literal["percentile", "BCa"]

_SEED = 0
_CHUNK = 1 << 22  # draws that are held at a time


@dataclass(frozen=True)
class Interval:
    """Between which values a mean lies, at a level of confidence."""

    low: float
    high: float
    level: float = LEVEL


def bootstrap(
    values: NDArray[np.float64],
    *,
    groups: NDArray[np.integer[Any]] | None = None,
    method: Method = "percentile",
    level: float = LEVEL,
    resamples: int = RESAMPLES,
) -> Interval:
    """The interval of a mean over articles; the same each time.

    Args:
        values: ``(C,)`` values of single articles, or differences of two runs' values; at least one.
        groups: ``(C,)`` number of the group of each, any whole numbers; None: every article by itself.
        method: ``percentile``, or ``BCa``, which corrects for bias and skew (Efron, JASA 82, 1987).
        level: of confidence.
        resamples: how often to draw.
    """
    return bootstrap_all(np.asarray(values)[None], groups=groups, method=method, level=level, resamples=resamples)[0]


def bootstrap_all(
    values: NDArray[np.float64],
    *,
    groups: NDArray[np.integer[Any]] | None = None,
    method: Method = "percentile",
    level: float = LEVEL,
    resamples: int = RESAMPLES,
) -> list[Interval]:
    """As :func:`bootstrap`, for the rows of ``(R, C)`` values of the same articles: one drawing serves all rows."""
    rows = np.asarray(values, dtype=np.float64)
    sums, sizes = group_sums(rows, groups)
    means = np.concatenate(list(_resampled(sums, sizes, resamples)), axis=1)
    tails = (1 - level) / 2, (1 + level) / 2
    found = []
    for own, drawn in zip(sums, means, strict=True):
        at = tails if method == "percentile" else _corrected(tails, own, sizes, drawn)
        low, high = np.quantile(drawn, at)
        found.append(Interval(float(low), float(high), level))
    return found


def group_sums(
    rows: NDArray[np.float64], groups: NDArray[np.integer[Any]] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """``(R, G)`` sums of ``(R, C)`` values in each group, and ``(G,)`` numbers of articles; None: each by itself."""
    if groups is None:
        return rows, np.ones(rows.shape[1])
    _, number = np.unique(groups, return_inverse=True)
    sizes = np.bincount(number).astype(np.float64)
    return np.stack([np.bincount(number, weights=row, minlength=len(sizes)) for row in rows]), sizes


def _resampled(sums: NDArray[np.float64], sizes: NDArray[np.float64], resamples: int) -> Iterator[NDArray[np.float64]]:
    """``(R, b)`` means over ``b`` drawings of groups, block by block."""
    rng = np.random.default_rng(_SEED)
    groups = len(sizes)
    left = resamples
    while left:
        block = min(left, max(1, _CHUNK // groups))
        drawn = rng.integers(0, groups, (block, groups)) + np.arange(block)[:, None] * groups
        counts = np.bincount(drawn.ravel(), minlength=block * groups).reshape(block, groups).astype(np.float64)
        yield sums @ counts.T / (counts @ sizes)
        left -= block


def _corrected(
    tails: Sequence[float], sums: NDArray[np.float64], sizes: NDArray[np.float64], drawn: NDArray[np.float64]
) -> tuple[float, ...]:
    """The tails moved for bias and acceleration; unmoved where every drawing gives the same mean."""
    mean = sums.sum() / sizes.sum()
    below = float(((drawn < mean).mean() + (drawn <= mean).mean()) / 2)
    if not 0 < below < 1 or len(sizes) == 1:
        return tuple(tails)
    without = (sums.sum() - sums) / (sizes.sum() - sizes)  # the jackknife: the mean without each group
    away = without.mean() - without
    spread = float((away**2).sum())
    acceleration = float((away**3).sum()) / (6 * spread**1.5) if spread else 0.0
    normal = NormalDist()
    bias = normal.inv_cdf(below)
    moved = [bias + normal.inv_cdf(tail) for tail in tails]
    return tuple(normal.cdf(bias + one / (1 - acceleration * one)) for one in moved)

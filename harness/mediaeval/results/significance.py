"""Whether two runs differ by more than chance: paired tests on the values of single articles.

The sign-flip permutation test is the paired test that retrieval trusts for means of thousands of queries (Smucker,
Allan and Carterette, CIKM 2007; Urbano, Lima and Hanjalic, SIGIR 2019): under the null hypothesis an article's
difference is as likely to have the other sign. What is found or not, such as an image among the first five, is tested
after McNemar (Psychometrika 12, 1947), exactly. Several comparisons at once are corrected after Holm (1979). Articles
count as independent unless told to be of one story, and a transductive method is taken as it was fitted.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.results.intervals import group_sums

__all__ = ["LEVEL", "PERMUTATIONS", "holm", "mcnemar", "sign_flip", "sign_flips"]

PERMUTATIONS = 10_000
"""Sign flips that are drawn where there are too many to try all."""

LEVEL = 0.05
"""Corrected p-values at most so large count as a difference."""

_CHUNK = 1 << 22  # signs that are held at a time
_SMALLEST = sys.float_info.min  # no p-value is 0
_EQUAL = 1e-9  # sums in another order differ in their last bits


def sign_flip(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    permutations: int = PERMUTATIONS,
    groups: NDArray[np.integer[Any]] | None = None,
) -> float:
    """The two-sided p-value of the difference of two means over the same articles.

    With up to 13 articles that differ all sign flips are tried, and the p-value is exact; otherwise ``permutations``
    are drawn, always the same, and the p-value is ``(1 + b) / (1 + permutations)`` where ``b`` are at least as far from
    0 as the difference itself. No drawing shows a p-value below ``1 / (1 + permutations)``, so that Holm's correction
    would reject nothing among more than 500 comparisons; where the sum ``t`` of the differences ``d`` is so large that
    Hoeffding's bound ``2 exp(-t² / 2 Σd²)``, which the exact p-value never exceeds, is lower, that is the p-value
    (Hoeffding, JASA 58, 1963, theorem 2).

    Args:
        first: ``(C,)`` values, such as reciprocal ranks.
        second: ``(C,)`` values of the same articles.
        permutations: how many are drawn.
        groups: ``(C,)`` number of the group of each article, whose signs are flipped together; None: each by itself.
    """
    return float(sign_flips(np.stack([first, second]), permutations, groups)[0, 1])


def sign_flips(
    values: NDArray[np.float64],
    permutations: int = PERMUTATIONS,
    groups: NDArray[np.integer[Any]] | None = None,
) -> NDArray[np.float64]:
    """As :func:`sign_flip`, for all pairs of the rows of ``(R, C)`` values; one drawing serves all pairs.

    Returns:
        ``(R, R)`` p-values, symmetric, with 1 on the diagonal.
    """
    sums, _ = group_sums(np.asarray(values, dtype=np.float64), groups)
    p_values = np.ones((len(sums), len(sums)))
    observed = np.abs(sums.sum(axis=1)[:, None] - sums.sum(axis=1))
    bounds = np.ones_like(p_values)
    drawn = []
    for i, j in zip(*np.triu_indices(len(sums), 1), strict=True):
        differences = sums[i] - sums[j]
        differences = differences[differences != 0]  # a difference of 0 has no sign to flip
        if 2 ** len(differences) > permutations:
            drawn.append((i, j))
            bound = 2 * math.exp(-(observed[i, j] ** 2) / (2 * float(differences @ differences)))
            bounds[i, j] = max(bound, _SMALLEST)
        else:
            p_values[i, j] = p_values[j, i] = _exact(differences)
    if drawn:
        first, second = np.array(drawn).T
        enough = observed[first, second] - _EQUAL
        at_least = np.zeros(len(drawn), dtype=np.int64)
        for signs in _signs(permutations, sums.shape[1]):
            flipped = signs @ sums.T
            at_least += (np.abs(flipped[:, first] - flipped[:, second]) >= enough).sum(axis=0)
        found = np.minimum((1 + at_least) / (1 + permutations), bounds[first, second])
        p_values[first, second] = p_values[second, first] = found
    return p_values


def mcnemar(first: NDArray[Any], second: NDArray[Any]) -> float:
    """The two-sided p-value that two runs find the same share of articles' images, exactly.

    Only the ``n`` articles count that one run finds and the other does not; if both were as good, each run would be
    the one that finds with probability 1/2. With ``k`` the smaller of the two counts, the p-value is twice the
    probability of at most ``k`` of ``n``, and at most 1.

    Args:
        first: ``(C,)``, whether each article's image was found.
        second: ``(C,)``, likewise for the same articles.
    """
    found, other = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    gained, lost = int((found & ~other).sum()), int((other & ~found).sum())
    discordant = gained + lost
    ways, exactly = 0, 1  # whole numbers: subsets of at most, and of exactly, k of the discordant articles
    for k in range(min(gained, lost) + 1):
        ways += exactly
        exactly = exactly * (discordant - k) // (k + 1)
    return min(1.0, max(float(2 * ways / 2**discordant), _SMALLEST))


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values of a family of comparisons, corrected after Holm: comparable to the level as they are."""
    order = np.argsort(p_values, kind="stable")
    steps = np.asarray(p_values, dtype=np.float64)[order] * np.arange(len(p_values), 0, -1)
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return [float(value) for value in corrected]


def _exact(differences: NDArray[np.float64]) -> float:
    every = np.arange(2 ** len(differences))[:, None] >> np.arange(len(differences)) & 1
    flipped: NDArray[np.float64] = np.abs((1 - 2.0 * every) @ differences)
    return float(np.mean(flipped >= abs(differences.sum()) - _EQUAL))


def _signs(rows: int, columns: int) -> Iterator[NDArray[np.float64]]:
    """``(b, columns)`` signs, 1 or -1, block by block, ``rows`` in all; a bit that was drawn for each."""
    rng = np.random.default_rng(0)
    width = -(-columns // 8)
    while rows:
        block = min(rows, max(1, _CHUNK // columns))
        bits = np.unpackbits(rng.integers(0, 256, (block, width), dtype=np.uint8), axis=1, count=columns)
        yield 1.0 - 2.0 * bits.astype(np.float64)
        rows -= block

"""Whether two runs differ by more than chance: paired tests on the values of single articles.

The sign-flip permutation test is the paired test that retrieval trusts for means of thousands of queries (Smucker,
Allan and Carterette, CIKM 2007; Urbano, Lima and Hanjalic, SIGIR 2019): under the null hypothesis an article's
difference is as likely to have the other sign. Several comparisons at once are corrected after Holm (1979). Articles
count as independent, which those that tell one story are not, and a transductive method is taken as it was fitted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["PERMUTATIONS", "holm", "sign_flip"]

PERMUTATIONS = 10_000
"""Sign flips that are drawn where there are too many to try all."""

_CHUNK = 1 << 22  # signs that are drawn at a time


def sign_flip(first: NDArray[np.float64], second: NDArray[np.float64], permutations: int = PERMUTATIONS) -> float:
    """The two-sided p-value of the difference of two means over the same articles.

    With up to 13 articles that differ all sign flips are tried, and the p-value is exact; otherwise ``permutations``
    are drawn, always the same, and the p-value is ``(1 + b) / (1 + permutations)`` where ``b`` are at least as far from
    0 as the difference itself.

    Args:
        first: ``(C,)`` values, such as reciprocal ranks.
        second: ``(C,)`` values of the same articles.
        permutations: how many are drawn.
    """
    differences = np.asarray(first, dtype=np.float64) - np.asarray(second, dtype=np.float64)
    differences = differences[differences != 0]  # a difference of 0 has no sign to flip
    observed = abs(differences.sum())
    enough = observed * (1 - 1e-12)  # sums in another order differ in their last bits
    if 2 ** len(differences) <= permutations:
        every = np.arange(2 ** len(differences))[:, None] >> np.arange(len(differences)) & 1
        return float((np.abs((1 - 2.0 * every) @ differences) >= enough).mean())
    rng = np.random.default_rng(0)
    at_least, left = 0, permutations
    while left:
        rows = min(left, max(1, _CHUNK // len(differences)))
        signs = 1.0 - 2.0 * rng.integers(0, 2, (rows, len(differences)), dtype=np.int8)
        at_least += int((np.abs(signs @ differences) >= enough).sum())
        left -= rows
    return (1 + at_least) / (1 + permutations)


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values of a family of comparisons, corrected after Holm: comparable to the level as they are."""
    order = np.argsort(p_values, kind="stable")
    steps = np.asarray(p_values, dtype=np.float64)[order] * np.arange(len(p_values), 0, -1)
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return [float(value) for value in corrected]

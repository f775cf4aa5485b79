"""Which runs cannot be told apart, shown by letters: two runs differ where they have no letter in common.

This is the compact letter display (Piepho, Journal of Computational and Graphical Statistics 13, 2004). "Cannot be
told apart" is no equivalence: a and b may be tied, and b and c, while a and c differ; then b has two letters.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.results.metrics import Measure
from mediaeval.results.result import Result
from mediaeval.results.significance import LEVEL, holm, sign_flips

__all__ = ["letters", "tied_letters"]

_NONE = np.ones((0, 0))


def tied_letters(
    families: Sequence[Sequence[Result]],
    measure: Measure,
    *,
    groups: Sequence[NDArray[np.integer[Any]] | None] = (),
    level: float = LEVEL,
) -> list[list[str]]:
    """The letters of runs in families of one correction, such as the splits of a leaderboard.

    Every pair of runs within a family is compared by the sign-flip test on the measure's values of single articles.
    The p-values of all pairs of all families are corrected together after Holm; two runs whose corrected p-value is
    above ``level`` are tied.

    Args:
        families: runs on the same articles each, in the order of the table.
        measure: what is compared.
        groups: for each family the story of each article; empty: each article by itself.
        level: of significance.
    """
    stories = groups or [None] * len(families)
    matrices = [
        sign_flips(np.stack([result.per_article(measure) for result in family]), groups=own)
        if family
        else np.ones((0, 0))
        for family, own in zip(families, stories, strict=True)
    ]
    pairs = [np.triu_indices(len(matrix), 1) for matrix in matrices]
    corrected = iter(holm([float(p) for matrix, at in zip(matrices, pairs, strict=True) for p in matrix[at]]))
    found = []
    for matrix, (first, second) in zip(matrices, pairs, strict=True):
        differ = [(int(i), int(j)) for i, j in zip(first, second, strict=True) if next(corrected) <= level]
        found.append(letters(len(matrix), differ))
    return found


def letters(runs: int, differ: Iterable[tuple[int, int]]) -> list[str]:
    """Letters for ``runs`` runs, such that two have one in common unless they differ.

    Sets of runs that are all tied with each other begin as one set of all; each pair that differs splits every set that
    holds both, and sets within other sets are dropped.

    Args:
        runs: how many, in the order of the table: letters begin at the first.
        differ: pairs of places.
    """
    sets = [frozenset(range(runs))] if runs else []
    for i, j in differ:
        split = [part for one in sets for part in ((one - {i}, one - {j}) if {i, j} <= one else (one,))]
        unique = list(dict.fromkeys(split))
        sets = [one for one in unique if not any(one < other for other in unique)]
    ordered = sorted(sets, key=sorted)
    return ["".join(_letter(n) for n, one in enumerate(ordered) if run in one) for run in range(runs)]


def _letter(number: int) -> str:
    """From a to z, then A to Z, then with a number behind: 52 sets of tied runs are more than a table has."""
    round_, place = divmod(number, len(string.ascii_letters))
    return string.ascii_letters[place] + (str(round_) if round_ else "")

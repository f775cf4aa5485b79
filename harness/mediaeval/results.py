"""What a run scored, article by article: the one place that figures come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mediaeval.metrics import OFFICIAL, Measure

__all__ = ["DECIMALS", "Result", "table"]

DECIMALS = 5
"""Decimals of a printed figure, as the organisers print them; rounding is Python's, to nearest, on the exact value."""


@dataclass(frozen=True)
class Result:
    """The ranks of one run on one split.

    Args:
        run: the run's name.
        split: the split's canonical name.
        articles: article ids.
        ranks: ``(C,)``, rank of the true image counted from 1 under the tie rule; 0 where it was not ranked.
        optimistic: ``(C,)``, the rank if every tie went well, where scores are known.
        pessimistic: ``(C,)``, the rank if every tie went badly, where scores are known.
    """

    run: str
    split: str
    articles: Sequence[str]
    ranks: NDArray[np.int64]
    optimistic: NDArray[np.int64] | None = None
    pessimistic: NDArray[np.int64] | None = None

    def figures(self, measures: Sequence[Measure] = OFFICIAL) -> dict[str, float]:
        """Each measure's name and value."""
        return {str(measure): measure(self.ranks) for measure in measures}

    def bounds(self, measures: Sequence[Measure] = OFFICIAL) -> dict[str, tuple[float, float]]:
        """Worst and best value of each measure that ties can move; empty where none can, or where scores are unknown."""
        if self.optimistic is None or self.pessimistic is None:
            return {}
        both = {str(m): (m(self.pessimistic), m(self.optimistic)) for m in measures}
        return {name: (low, high) for name, (low, high) in both.items() if low != high}


def table(results: Sequence[Result], measures: Sequence[Measure] = OFFICIAL) -> str:
    """The results as a table for people, one row for each run and split."""
    from tabulate import tabulate

    names = [str(measure) for measure in measures]
    cells = []
    for result in results:
        figures = result.figures(measures)
        printed = [f"{figures[name]:.{DECIMALS}f}" for name in names]
        cells.append([result.split, result.run, len(result.articles), *printed])
    return tabulate(cells, headers=["Split", "Run", "Articles", *names], disable_numparse=True, stralign="left")

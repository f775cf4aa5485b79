"""In which order the rows of a split stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mediaeval.errors import MediaevalError, did_you_mean
from mediaeval.leaderboard.board import Row
from mediaeval.results.metrics import COMPARED, Measure

__all__ = ["Sorting", "by_name"]


@dataclass(frozen=True)
class Sorting:
    """What rows are sorted by.

    Args:
        measure: highest first; None: by name.
        reverse: the other way round.
    """

    measure: Measure | None = COMPARED
    reverse: bool = False

    @classmethod
    def parse(cls, key: str, measures: Sequence[Measure], *, reverse: bool = False) -> Sorting:
        """The order of a name: ``run``, or one of the measures that are shown.

        Raises:
            MediaevalError: it is neither.
        """
        if key == "run":
            return cls(None, reverse)
        known = {str(measure).casefold(): measure for measure in measures}
        if key.casefold() not in known:
            names = [str(measure) for measure in measures]
            raise MediaevalError(
                f"--sort {key}: rows are sorted by a measure that is shown, or by run; "
                f"{did_you_mean(key, [*names, 'run'])}"
            )
        return cls(known[key.casefold()], reverse)

    def __call__(self, rows: Sequence[Row]) -> list[Row]:
        """The rows in order; those without the measure stand last, and equal ones go by name."""
        named, measure = by_name(rows), self.measure
        if measure is None:
            return named[::-1] if self.reverse else named
        having = [row for row in named if measure in row.figures]
        ordered = sorted(having, key=lambda row: row.figures[measure].value, reverse=not self.reverse)
        return ordered + [row for row in named if measure not in row.figures]


def by_name(rows: Sequence[Row]) -> list[Row]:
    """Rows by the name of the run, as people count: run2 before run10."""
    return sorted(rows, key=lambda row: _natural(row.run))


def _natural(name: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"\d+|\D+", name)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part.casefold()) for part in parts]

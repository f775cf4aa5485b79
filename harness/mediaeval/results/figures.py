"""A figure as it is shown: its value, its digits, and how far it might be off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.results.intervals import Interval, bootstrap_all
from mediaeval.results.metrics import Measure
from mediaeval.results.result import Result
from mediaeval.results.rounding import printed
from mediaeval.results.sampling import sampling_intervals

__all__ = ["Figure", "families", "measured", "published"]


@dataclass(frozen=True)
class Figure:
    """One cell of a table.

    Args:
        value: unrounded where we measured it.
        text: as it is printed (:mod:`mediaeval.results.rounding`).
        interval: of confidence.
    """

    value: float
    text: str
    interval: Interval

    def to_json(self) -> dict[str, Any]:
        """Value and interval, unrounded, and the digits that are printed."""
        return {"value": self.value, "printed": self.text, "low": self.interval.low, "high": self.interval.high}


def families(results: Sequence[Result]) -> list[list[Result]]:
    """Results that can be compared: the same articles of the same split against the same ground truth.

    A result that does not know its ground truth counts as of the one that the others know, if they know one alone.
    """
    alike: dict[Any, list[Result]] = {}
    for result in results:
        alike.setdefault((result.split, tuple(result.articles)), []).append(result)
    found: dict[Any, list[Result]] = {}
    for key, group in alike.items():
        known = {result.truth for result in group if result.truth}
        for result in group:
            found.setdefault((key, result.truth if len(known) > 1 else ""), []).append(result)
    return list(found.values())


def measured(
    family: Sequence[Result], measures: Sequence[Measure], groups: NDArray[np.integer[Any]] | None = None
) -> list[dict[Measure, Figure]]:
    """The figures of results on the same articles, with bootstrap intervals of one drawing.

    Args:
        family: results on the same articles; at least one article.
        measures: what to show.
        groups: ``(C,)`` story of each article, to draw whole stories; None: articles.
    """
    values = [[result.per_article(measure) for measure in measures] for result in family]
    intervals = iter(bootstrap_all(np.array(values).reshape(len(family) * len(measures), -1), groups=groups))
    return [
        {
            measure: Figure(measure(result.ranks), printed(measure(result.ranks)), next(intervals))
            for measure in measures
        }
        for result in family
    ]


def published(figures: Mapping[Measure, str], articles: int) -> dict[Measure, Figure]:
    """Figures as they were published, with their sampling error alone (:mod:`mediaeval.results.sampling`).

    Args:
        figures: digits by measure.
        articles: over how many articles.
    """
    values = {measure: float(text) for measure, text in figures.items()}
    intervals = sampling_intervals(values, articles)
    return {measure: Figure(values[measure], text, intervals[measure]) for measure, text in figures.items()}

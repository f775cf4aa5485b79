"""A leaderboard: the rows of each split, ours and published, with their figures, intervals and ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediaeval.leaderboard.published import PublishedRun, Source
from mediaeval.results.figures import Figure
from mediaeval.results.intervals import LEVEL as CONFIDENCE
from mediaeval.results.intervals import RESAMPLES
from mediaeval.results.metrics import COMPARED, Measure
from mediaeval.results.result import Result
from mediaeval.results.significance import LEVEL, PERMUTATIONS
from mediaeval.results.stories import STORY_RULE

__all__ = ["Board", "Row", "Section"]


@dataclass(frozen=True)
class Row:
    """One run on one split.

    Args:
        run: its name.
        articles: over how many its figures are means.
        figures: by measure; a measure that was not published is left out.
        published: what was published; None for a run of ours.
        result: our run's ranks; None for a published one.
        tied: letters of the groups of runs that it cannot be told apart from; empty for a published run.
    """

    run: str
    articles: int
    figures: Mapping[Measure, Figure]
    published: PublishedRun | None = None
    result: Result | None = None
    tied: str = ""

    @property
    def assumes(self) -> str:
        """What the run takes for granted, in words."""
        return ", ".join(self.result.assumes) if self.result else ""

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON values."""
        known = {
            "run": self.run,
            "published": self.published is not None,
            "articles": self.articles,
            "figures": {str(measure): figure.to_json() for measure, figure in self.figures.items()},
        }
        if self.published is not None:
            row = self.published
            return {**known, "team": row.team, "method": row.method, "source": row.source.key, "note": row.note}
        assert self.result is not None  # noqa: S101 - a row is one or the other
        own = self.result.to_json(())
        return {**known, "tied": self.tied, **{key: own[key] for key in ("assumes", "truth_sha256")}}


@dataclass(frozen=True)
class Section:
    """The rows of one split, sorted.

    Args:
        split: its canonical name.
        title: what publications call it, or its name.
        rows: in the order of the table.
    """

    split: str
    title: str
    rows: Sequence[Row]

    def best(self, measure: Measure) -> float | None:
        """The highest figure, as it is printed; None where no row has the measure."""
        return max((float(row.figures[measure].text) for row in self.rows if measure in row.figures), default=None)


@dataclass(frozen=True)
class Board:
    """The whole leaderboard.

    Args:
        sections: a split each.
        measures: what is shown of every row.
        by_story: whether intervals and tests take whole stories rather than single articles.
        notes: what a reader must know beside the figures.
    """

    sections: Sequence[Section]
    measures: Sequence[Measure]
    by_story: bool = False
    notes: Sequence[str] = ()

    @property
    def sources(self) -> list[Source]:
        """Where the published rows come from, in the order of their appearance."""
        rows = [row.published for section in self.sections for row in section.rows if row.published]
        return list({row.source.key: row.source for row in rows}.values())

    def mark(self, row: Row) -> str:
        """``published [n]``, n being the number of its source; empty for a run of ours."""
        return f"published [{self.sources.index(row.published.source) + 1}]" if row.published else ""

    @property
    def cautions(self) -> list[str]:
        """What to know of published rows, a sentence each."""
        rows = [row.published for section in self.sections for row in section.rows if row.published]
        return [f"{row.run} of {row.team} on {row.split.title}: {row.note}." for row in rows if row.note]

    def rules(self, *, intervals: bool = True) -> list[str]:
        """How intervals and ties were found, a sentence each.

        Args:
            intervals: whether any is shown.
        """
        rows = [row for section in self.sections for row in section.rows]
        unit, each = ("stories", "whole stories") if self.by_story else ("articles", "single articles")
        found = []
        if intervals and any(row.result for row in rows):
            found.append(
                f"Intervals of our runs: {CONFIDENCE:.0%}, percentile bootstrap over {unit}, {RESAMPLES:,} drawings."
            )
        if any(row.tied for row in rows):
            found.append(
                f"Tied: runs that share a letter cannot be told apart on {COMPARED}: paired sign-flip test of {each} "
                f"({PERMUTATIONS:,} flips), all pairs of all splits corrected after Holm, level {LEVEL:g}."
            )
        if intervals and any(row.published for row in rows):
            found.append(
                f"Intervals of published rows: their sampling error alone, {CONFIDENCE:.0%}; without their values of "
                "single articles they cannot be tested against others."
            )
        if self.by_story:
            found.append(f"One story: {STORY_RULE}.")
        return found

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON values; figures unrounded."""
        return {
            "measures": [str(measure) for measure in self.measures],
            "compared": str(COMPARED),
            "by": "story" if self.by_story else "article",
            "splits": [
                {"split": section.split, "title": section.title, "rows": [row.to_json() for row in section.rows]}
                for section in self.sections
            ],
            "sources": {source.key: {"text": source.text, "url": source.url} for source in self.sources},
            "rules": self.rules(),
            "notes": [*self.notes, *self.cautions],
        }

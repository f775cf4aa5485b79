"""A leaderboard for programs: CSV, a row for each run and split, and JSON."""

from __future__ import annotations

import csv
import io
import json

from mediaeval.leaderboard.board import Board

__all__ = ["as_csv", "as_json"]


def as_csv(board: Board) -> str:
    """A header, then a line for each row of each split; each measure with the ends of its interval, unrounded.

    A published figure has the digits that were published. Empty cells: not known.
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    measures = [name for measure in board.measures for name in (f"{measure}", f"{measure} low", f"{measure} high")]
    writer.writerow(["split", "run", "published", "team", "method", "assumes", "articles", *measures, "tied", "source"])
    for section in board.sections:
        for row in section.rows:
            theirs = row.published
            figures: list[str | float] = []
            for measure in board.measures:
                figure = row.figures.get(measure)
                if figure is None:
                    figures += ["", "", ""]
                else:
                    value = figure.text if theirs else figure.value
                    figures += [value, figure.interval.low, figure.interval.high]
            who = [theirs.team, theirs.method] if theirs else ["", ""]
            source = (theirs.source.url or theirs.source.text) if theirs else ""
            yes = "yes" if theirs else "no"
            writer.writerow([section.split, row.run, yes, *who, row.assumes, row.articles, *figures, row.tied, source])
    return target.getvalue()


def as_json(board: Board) -> str:
    """Everything that is known, figures unrounded."""
    return json.dumps(board.to_json(), indent=1, ensure_ascii=False) + "\n"

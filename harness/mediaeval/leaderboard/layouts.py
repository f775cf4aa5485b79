"""Which cells a leaderboard shows: all that is known, or the columns and rows of the paper's Table 1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from mediaeval.errors import MediaevalError
from mediaeval.leaderboard.board import Board, Row, Section
from mediaeval.leaderboard.sorting import by_name
from mediaeval.leaderboard.table import Cell, Document, Table
from mediaeval.results.metrics import OFFICIAL, Measure
from mediaeval.results.rounding import printed_interval

__all__ = ["PAPER_TEAM", "Intervals", "full", "paper"]

Intervals = Literal["one", "all", "none"]

PAPER_TEAM = "CERTH-ITI"
"""The team whose table the paper's layout is."""


def full(board: Board, shown: Sequence[Measure]) -> Document:
    """A table for each split, with everything that a row has.

    Args:
        board: the leaderboard.
        shown: the measures whose intervals stand behind their figures.
    """
    tables = [_full(board, section, shown) for section in board.sections]
    rules = board.rules(intervals=bool(shown))
    return Document("Leaderboard", tables, rules, [*board.notes, *board.cautions], _sources(board))


def paper(board: Board) -> Document:
    """The paper's Table 1: part A the test sets, part B training halves, runs by number, without intervals.

    Of the published rows those of the paper alone are shown; our runs stand below them.

    Raises:
        MediaevalError: no row is left.
    """
    kept = [replace(section, rows=[row for row in section.rows if _of_the_paper(row)]) for section in board.sections]
    board = replace(board, sections=[section for section in kept if section.rows])
    if not board.sections:
        raise MediaevalError(
            "there is nothing to show in the paper's shape: no run with a score, and no such split in the paper.",
            hint="`mediaeval leaderboard --layout paper` without --split shows its whole table.",
        )
    official = [section for section in board.sections if not _internal(section)]
    internal = [section for section in board.sections if _internal(section)]
    ours = all(row.published is None for section in board.sections for row in section.rows)
    official_title = "Evaluation results" if ours else "Official evaluation results"
    titles = f"A. {official_title} on the testing datasets.", "B. Results on our internal evaluation dataset."
    parts = zip(titles, (official, internal), strict=True)
    tables = [_paper(title, sections, board.measures) for title, sections in parts if sections]
    title = "Evaluation results for the submitted runs."
    return Document(title, tables, [], [*board.notes, *board.cautions], _sources(board), together=True)


def _full(board: Board, section: Section, shown: Sequence[Measure]) -> Table:
    assumes = any(row.assumes for row in section.rows)
    tied = any(row.tied for row in section.rows)
    texts = ["Run", "From", *(["Assumes"] if assumes else []), "Articles"]
    headers = [*texts, *map(str, board.measures), *(["Tied"] if tied else [])]
    rows = []
    for row in section.rows:
        name = row.run if row.published is None or not row.published.method else f"{row.run}, {row.published.method}"
        whose = "ours" if row.published is None else f"{row.published.team}, {board.mark(row)}"
        cells = [Cell(name), Cell(whose), *([Cell(row.assumes)] if assumes else [])]
        cells.append(Cell(f"{row.articles:,}", order=row.articles))
        cells += [_figure(section, row, measure, interval=measure in shown) for measure in board.measures]
        rows.append([*cells, *([Cell(row.tied)] if tied else [])])
    numeric = [False] * (len(texts) - 1) + [True] * (1 + len(board.measures)) + [False] * tied
    title = section.title if section.title == section.split else f"{section.title} ({section.split})"
    return Table(title, headers, numeric, rows)


def _paper(title: str, sections: Sequence[Section], measures: Sequence[Measure]) -> Table:
    rows: list[list[Cell]] = []
    breaks = []
    for section in sections:
        breaks.append(len(rows))
        theirs = [row for row in section.rows if row.published is not None]
        ordered = [*by_name(theirs), *by_name([row for row in section.rows if row.published is None])]
        for place, row in enumerate(ordered):
            figures = [_figure(section, row, measure, interval=False) for measure in measures]
            name = _numbered(row.run) + (" (ours)" if theirs and row.published is None else "")
            rows.append([Cell(section.title if place == 0 else ""), Cell(name), *figures])
    headers = ["Test dataset", "", *(_short(measure) for measure in measures)]
    return Table(title, headers, [False, False, *(True for _ in measures)], rows, frozenset(breaks[1:]))


def _figure(section: Section, row: Row, measure: Measure, *, interval: bool) -> Cell:
    figure = row.figures.get(measure)
    if figure is None:
        return Cell("", order=-1.0)
    return Cell(
        figure.text,
        printed_interval(figure.interval) if interval else "",
        best=float(figure.text) == section.best(measure) and len(section.rows) > 1,
        order=figure.value,
    )


def _sources(board: Board) -> list[str]:
    return [f"{source.text}.{f' {source.url}' if source.url else ''}" for source in board.sources]


def _of_the_paper(row: Row) -> bool:
    return row.published is None or row.published.team == PAPER_TEAM


def _internal(section: Section) -> bool:
    return all(part.endswith("/train") for part in section.split.split("+"))


def _numbered(name: str) -> str:
    """``run3`` as the paper writes it; any other name as it is."""
    match = re.fullmatch(r"run[-_ ]?(\d+)", name, re.IGNORECASE)
    return f"Run #{match[1]}" if match else name


def _short(measure: Measure) -> str:
    """As the heads of the paper's table: ``R@5``, and ``MRR`` for the task's own."""
    if measure.kind == "Recall":
        return f"R@{measure.cutoff}"
    return "MRR" if measure in OFFICIAL else str(measure)

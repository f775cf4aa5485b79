"""A leaderboard in the form that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mediaeval.errors import MediaevalError
from mediaeval.leaderboard.board import Board
from mediaeval.leaderboard.data import as_csv, as_json
from mediaeval.leaderboard.latex import latex
from mediaeval.leaderboard.layouts import Intervals, full, paper
from mediaeval.leaderboard.markdown import markdown
from mediaeval.leaderboard.page import page
from mediaeval.leaderboard.sorting import Sorting
from mediaeval.leaderboard.table import Document
from mediaeval.results.metrics import COMPARED

__all__ = ["FORMATS", "format_of_file", "written"]

FORMATS = {"markdown": (".md",), "csv": (".csv",), "json": (".json",), "latex": (".tex",), "html": (".html", ".htm")}
"""Forms, and how the names of their files end."""

_FOR_PEOPLE: dict[str, Callable[[Document], str]] = {"markdown": markdown, "latex": latex, "html": page}
_FOR_PROGRAMS: dict[str, Callable[[Board], str]] = {"csv": as_csv, "json": as_json}


def format_of_file(path: Path) -> str:
    """The form that a file's name asks for.

    Raises:
        MediaevalError: its ending is none of :data:`FORMATS`.
    """
    for name, endings in FORMATS.items():
        if path.suffix.lower() in endings:
            return name
    known = ", ".join(ending for endings in FORMATS.values() for ending in endings)
    raise MediaevalError(
        f"{path}: its name does not say what to write; such names end in {known}.", hint="Or say it with --format."
    )


def written(
    board: Board, form: str, *, layout: str = "full", intervals: Intervals = "one", sorting: Sorting | None = None
) -> str:
    """The whole text.

    Args:
        board: the leaderboard.
        form: a key of :data:`FORMATS`.
        layout: ``full``, or ``paper``; of the forms for people.
        intervals: behind the figure that is sorted by, behind all, or behind none; of the full layout.
        sorting: which measure that is; None: MRR@100.
    """
    if form in _FOR_PROGRAMS:
        return _FOR_PROGRAMS[form](board)
    if layout == "paper":
        return _FOR_PEOPLE[form](paper(board))
    main = (sorting or Sorting()).measure or COMPARED
    shown = {"one": (main,), "all": tuple(board.measures), "none": ()}[intervals]
    if form == "latex":  # a float stands alone: with its own caption, sources and numbers
        return latex(*(full(replace(board, sections=[section]), shown) for section in board.sections))
    return _FOR_PEOPLE[form](full(board, shown))

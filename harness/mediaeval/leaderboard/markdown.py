"""A leaderboard as Markdown, which is also what a terminal shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mediaeval.leaderboard.table import Cell, Document, Table

__all__ = ["markdown"]

_SPECIAL = re.compile(r"([\\`*|<~]|&(?=[\w#])|\](?=[(\[:])|(?<!\w)_|_(?!\w))")
"""Signs where they mean something: a bracket before another, an underscore at the edge of a word."""


def markdown(document: Document) -> str:
    """Pipe tables with a heading each, then notes and numbered sources."""
    return "\n".join(_lines(document)).rstrip() + "\n"


def _lines(document: Document) -> Iterator[str]:
    if document.together:
        yield f"**{_plain(document.title)}**\n"
    for table in document.tables:
        yield f"{'**' if document.together else '## '}{_plain(table.title)}{'**' if document.together else ''}\n"
        yield _table(table) + "\n"
    below = [*document.rules, *document.notes]
    yield from (f"- {_plain(note)}" for note in below)
    if document.sources:
        yield "\nPublished:\n" if below else "Published:\n"
        yield from (f"{number}. {_plain(source)}" for number, source in enumerate(document.sources, start=1))


def _table(table: Table) -> str:
    from tabulate import tabulate

    return tabulate(
        [[_cell(cell) for cell in row] for row in table.rows],
        headers=[_plain(header) for header in table.headers],
        tablefmt="pipe",
        colalign=["right" if numeric else "left" for numeric in table.numeric],
        disable_numparse=True,
    )


def _cell(cell: Cell) -> str:
    return f"{_plain(cell.text)} {cell.interval}".rstrip()


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))

"""What every written form of a leaderboard is made of: tables of cells, before any escaping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Cell", "Document", "Table"]


@dataclass(frozen=True)
class Cell:
    """One cell.

    Args:
        text: as it is printed; data, to be escaped by whoever writes it.
        interval: that of a figure, as it is printed; empty for none.
        best: whether it is the highest of its column.
        order: what a page sorts by; None: the text.
    """

    text: str
    interval: str = ""
    best: bool = False
    order: float | None = None


@dataclass(frozen=True)
class Table:
    """One table.

    Args:
        title: above it.
        headers: of the columns.
        numeric: for each column, whether it holds figures.
        rows: cells, a row each.
        breaks: numbers of the rows that a rule stands above.
    """

    title: str
    headers: Sequence[str]
    numeric: Sequence[bool]
    rows: Sequence[Sequence[Cell]]
    breaks: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Document:
    """All tables of a leaderboard and what stands below them.

    Args:
        title: of the whole.
        tables: in order.
        rules: how intervals and ties were found, a sentence each.
        notes: what else to know, likewise.
        sources: references, numbered from 1.
        together: whether the tables are parts of one, as the paper's A and B.
    """

    title: str
    tables: Sequence[Table]
    rules: Sequence[str]
    notes: Sequence[str]
    sources: Sequence[str]
    together: bool = False

"""From rows to articles: which of their keys can tell them apart, and which texts they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mediaeval import Article, DataError
from mediaeval_plugins.newsimages.columns import TEXT_COLUMNS
from mediaeval_plugins.newsimages.faults import SHOWN, first_of
from mediaeval_plugins.newsimages.table import Row, Table

__all__ = ["Articles", "read_articles"]


@dataclass(frozen=True, slots=True)
class Articles:
    """Articles in the order of their files.

    Args:
        articles: one for each row.
        image_ids: the cell ``iid`` of each row, empty where there is none.
        submission_keys: the keys that every article has and no two share, the default first.
        notes: a line for each key that was passed over.
    """

    articles: tuple[Article, ...]
    image_ids: tuple[str, ...]
    submission_keys: tuple[str, ...]
    notes: tuple[str, ...]


def read_articles(tables: Sequence[Table], keys: Mapping[str, str], ids: Sequence[str]) -> Articles:
    """Make articles of the rows of one or more tables.

    Args:
        tables: each with a title and at least one of the columns in ``ids``.
        keys: canonical column to the name of the key in submissions, the default first.
        ids: columns that can be the article's id; the first is taken that is filled and unique.

    Raises:
        DataError: a column is missing, there is no article, or no column of ``ids`` tells the articles apart.
    """
    for table in tables:
        table.require("title", "titleEN")
        table.require(*ids)
    places = [(table, row) for table in tables for row in table.rows]
    if not places:
        raise DataError(f"{first_of(table.path for table in tables)}: there is no article, only a header.")
    troubles = {column: _trouble(column, places) for column in {*keys, *ids}}
    chosen = next((column for column in ids if not troubles[column]), None)
    if chosen is None:
        raise _indistinct(tables, places, ids)
    notes = [
        f"{troubles[column][0]} ({len(troubles[column])} such rows); articles go by {chosen} instead"
        for column in ids[: ids.index(chosen)]
        if any(column in table.columns for table in tables)
    ]
    return Articles(
        articles=tuple(_article(row, keys, chosen) for _, row in places),
        image_ids=tuple(row.key("iid") for _, row in places),
        submission_keys=tuple(name for column, name in keys.items() if not troubles[column]),
        notes=tuple(notes),
    )


def _article(row: Row, keys: Mapping[str, str], chosen: str) -> Article:
    return Article(
        id=row.key(chosen),
        keys={name: row.key(column) for column, name in keys.items() if row.key(column)},
        texts={column: row.text(column) for column in TEXT_COLUMNS if column in row.cells},
        line=row.line,
    )


def _trouble(column: str, places: Sequence[tuple[Table, Row]]) -> list[str]:
    """Every reason why a column cannot tell articles apart, with its lines."""
    seen: dict[str, str] = {}
    found: list[str] = []
    for table, row in places:
        value, here = row.key(column), f"{table.path.name}, line {row.line}"
        if not value:
            found.append(f"{here} has no {column}")
        elif value in seen:
            found.append(f"{here} has the {column} {value!r} of {seen[value]}")
        else:
            seen[value] = here
    return found


def _indistinct(tables: Sequence[Table], places: Sequence[tuple[Table, Row]], ids: Sequence[str]) -> DataError:
    columns = [column for column in ids if any(column in table.columns for table in tables)]
    fewest = min((_trouble(column, places) for column in columns), key=len)
    more = [f"and {len(fewest) - SHOWN} more"] if len(fewest) > SHOWN else []
    return DataError(
        f"{first_of(table.path for table in tables)}: articles cannot be told apart by {' or '.join(columns)} "
        f"({len(fewest)} rows).",
        hint="Each article needs a key of its own; remove or correct these rows.",
        details=[*fewest[:SHOWN], *more],
    )

"""Reads titles that belong to no split: one a line, or with ids from JSON lines, CSV or TSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mediaeval import DataError
from mediaeval_plugins.paraphrase.rows import kind_of, read_id, read_lines, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Title", "read_titles"]

_TEXT: Final = ".txt"


class Title(NamedTuple):
    """A title and the id that its views will go by."""

    id: str
    text: str


def read_titles(path: Path) -> Iterator[Title]:
    """The titles of a file, one at a time.

    Args:
        path: UTF-8. ``.txt``: a title a line, its id the number of the line; a blank line is an empty title.
            ``.jsonl``, ``.ndjson``, ``.csv``, ``.tsv``: an id (called ``id``, ``article``, ``aid`` or ``key``) and a
            field or column ``title``.

    Raises:
        DataError: the file cannot be read, is not UTF-8, or has another form (with the line).
    """
    if path.suffix.lower() == _TEXT:
        for number, line in enumerate(read_lines(path), start=1):
            yield Title(str(number), line.rstrip("\r\n"))
        return
    for row in read_rows(path, more=(_TEXT,)):
        title = row.values.get("title")
        if "title" not in row.values:
            fields = ", ".join(map(repr, row.values))
            raise DataError(f"{row.place}: has no 'title'; its fields are {fields}.")
        if not isinstance(title, str):
            raise DataError(f"{row.place}: 'title' must be a string, not {kind_of(title)}.")
        yield Title(read_id(row), title)

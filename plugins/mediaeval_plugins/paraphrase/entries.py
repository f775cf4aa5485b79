"""Reads paraphrases, made by hand or by ``mediaeval augment``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mediaeval import DataError
from mediaeval_plugins.paraphrase.rows import Row, kind_of, read_id, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Entry", "Provenance", "read_entries"]

_TEXT_COLUMN: Final = re.compile(r"paraphrases?[ _-]?\d*")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line or row says: texts for an article.

    Args:
        article: its id.
        texts: its paraphrases.
        title: what they are paraphrases of; None where the file does not say.
    """

    article: str
    texts: tuple[str, ...]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a file, or one of the files that were joined in it, came about."""

    record: dict[str, Any]


def read_entries(path: Path) -> Iterator[Entry | Provenance]:
    """All entries of a file, in its order; several may be for one article.

    Args:
        path: UTF-8, with or without a byte-order mark; ``.jsonl``, ``.ndjson``, ``.csv`` or ``.tsv``.

    Raises:
        DataError: the file cannot be read, is not UTF-8, has another form (with the line), or holds no entry.
    """
    empty = True
    for row in read_rows(path):
        if not row.of_table and isinstance(row.values.get("provenance"), dict):
            yield Provenance(dict(row.values["provenance"]))
        elif not (not row.of_table and row.values.keys() == {"report"}):
            empty = False
            yield _entry(row)
    if empty:
        raise DataError(f"{path}: holds no paraphrase.")


def _entry(row: Row) -> Entry:
    article = read_id(row)
    title = row.values.get("title")
    texts = _columns(row) if row.of_table else _fields(row)
    return Entry(article, texts, title if isinstance(title, str) else None)


def _columns(row: Row) -> tuple[str, ...]:
    texts = tuple(text for name, text in row.values.items() if _TEXT_COLUMN.fullmatch(name))
    if not texts:
        raise DataError(f"{row.place}: no column is called 'paraphrase'; columns: {_listed(row)}.")
    return texts


def _fields(row: Row) -> tuple[str, ...]:
    record = row.values
    if "paraphrases" in record:
        value = record["paraphrases"]
        if not isinstance(value, list):
            raise DataError(f"{row.place}: 'paraphrases' must be a list of strings, and {kind_of(value)} is not.")
        odd = [text for text in value if not isinstance(text, str)]
        if odd:
            raise DataError(f"{row.place}: 'paraphrases' must be a list of strings, and {kind_of(odd[0])} is not.")
        return tuple(value)
    if "paraphrase" in record:
        if not isinstance(record["paraphrase"], str):
            raise DataError(f"{row.place}: 'paraphrase' must be a string, not {kind_of(record['paraphrase'])}.")
        return (record["paraphrase"],)
    raise DataError(f"{row.place}: has neither 'paraphrases' nor 'paraphrase'; its fields are {_listed(row)}.")


def _listed(row: Row) -> str:
    return ", ".join(map(repr, row.values)) or "none"

"""Reads paraphrases from JSON lines, CSV and TSV."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mediaeval import DataError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Entry", "read_entries"]

_ID_NAMES: Final = ("id", "article", "aid", "key")
_TEXT_COLUMN: Final = re.compile(r"paraphrases?[ _-]?\d*")
_DELIMITERS: Final = {".csv": ",", ".tsv": "\t"}
_JSON_LINES: Final = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line or row says: texts for an article."""

    article: str
    texts: tuple[str, ...]


def read_entries(path: Path) -> list[Entry]:
    """All entries of a file, in its order; several may be for one article.

    Args:
        path: UTF-8, with or without a byte-order mark; ``.jsonl``, ``.ndjson``, ``.csv`` or ``.tsv``.

    Raises:
        DataError: the file cannot be read, is not UTF-8, has another form (with the line), or holds no entry.
    """
    suffix = path.suffix.lower()
    if suffix not in _DELIMITERS and suffix not in _JSON_LINES:
        raise DataError(
            f"{path}: a name that ends in {suffix!r} does not say the form of its content; "
            f"{did_you_mean(suffix, [*_DELIMITERS, *_JSON_LINES])}"
        )
    text = _read_text(path)
    if suffix in _DELIMITERS:
        entries = list(_from_table(text, path, _DELIMITERS[suffix]))
    else:
        entries = list(_from_json_lines(text, path))
    if not entries:
        raise DataError(f"{path}: holds no paraphrase.")
    return entries


def _read_text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read ({error.strerror or error}).",
            hint="Say where it is with --set augmenter.path=FILE.",
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{path}, line {line}: is not UTF-8 (byte 0x{error.object[error.start]:02x}).",
            hint="Save the file as UTF-8.",
        ) from error


def _from_json_lines(text: str, path: Path) -> Iterator[Entry]:
    # Not splitlines(): a JSON string may hold U+2028 and other line ends of Unicode as they are.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DataError(f"{place}: is not JSON ({error}).", hint="Each line must be one JSON object.") from error
        if not isinstance(record, dict):
            raise DataError(f"{place}: is {_kind(record)}, not an object with an id and paraphrases.")
        yield Entry(_record_id(record, place), _record_texts(record, place))


def _record_id(record: dict[str, Any], place: str) -> str:
    name = next((name for name in _ID_NAMES if name in record), None)
    if name is None:
        raise DataError(f"{place}: has no article id; its field must be called {_either(_ID_NAMES)}.")
    value = record[name]
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise DataError(f"{place}: {name!r} must be a string, not {_kind(value)}.")
    return str(value)


def _record_texts(record: dict[str, Any], place: str) -> tuple[str, ...]:
    if "paraphrases" in record:
        value = record["paraphrases"]
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            odd = (
                next((text for text in value if not isinstance(text, str)), None) if isinstance(value, list) else value
            )
            raise DataError(f"{place}: 'paraphrases' must be a list of strings, and {_kind(odd)} is not.")
        return tuple(value)
    if "paraphrase" in record:
        if not isinstance(record["paraphrase"], str):
            raise DataError(f"{place}: 'paraphrase' must be a string, not {_kind(record['paraphrase'])}.")
        return (record["paraphrase"],)
    raise DataError(f"{place}: has neither 'paraphrases' nor 'paraphrase'; its fields are {_listed(record)}.")


def _from_table(text: str, path: Path, delimiter: str) -> Iterator[Entry]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        id_column = next((header.index(name) for name in _ID_NAMES if name in header), None)
        text_columns = [i for i, name in enumerate(header) if _TEXT_COLUMN.fullmatch(name)]
        if id_column is None:
            raise DataError(f"{path}, line 1: no column is called {_either(_ID_NAMES)}; columns: {_listed(header)}.")
        if not text_columns:
            raise DataError(f"{path}, line 1: no column is called 'paraphrase'; columns: {_listed(header)}.")
        for row in rows:
            if not row:
                continue
            if len(row) != len(header):
                raise DataError(
                    f"{path}, line {rows.line_num}: has {len(row)} cells where the header has {len(header)}.",
                    hint="A cell that holds the delimiter must stand in double quotes.",
                )
            yield Entry(row[id_column].strip(), tuple(row[i] for i in text_columns))
    except csv.Error as error:
        raise DataError(
            f"{path}, line {rows.line_num}: {error}.", hint="Double a quote inside a quoted cell."
        ) from error


def _kind(value: object) -> str:
    names = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return "null" if value is None else names[type(value)]


def _either(names: tuple[str, ...]) -> str:
    return ", ".join(map(repr, names[:-1])) + f" or {names[-1]!r}"


def _listed(names: list[str] | dict[str, Any]) -> str:
    return ", ".join(map(repr, names)) or "none"

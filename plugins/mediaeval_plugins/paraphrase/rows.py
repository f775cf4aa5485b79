"""Reads JSON lines, CSV and TSV row by row: a file of millions of rows costs the memory of one."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mediaeval import DataError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["ID_NAMES", "Row", "kind_of", "read_id", "read_lines", "read_rows"]

ID_NAMES: Final = ("id", "article", "aid", "key")
"""What the id of an article may be called."""

_DELIMITERS: Final = {".csv": ",", ".tsv": "\t"}
_JSON_LINES: Final = (".jsonl", ".ndjson")
_BYTE_ORDER_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Row:
    """One object or table row.

    Args:
        place: file and line, for messages.
        values: by field; of a table, strings by lower-case column names.
        of_table: whether it stood in a table.
    """

    place: str
    values: Mapping[str, Any]
    of_table: bool


def read_rows(path: Path, more: Sequence[str] = ()) -> Iterator[Row]:
    """Every object of a JSON-lines file, or row of a table, blank lines passed over.

    Args:
        path: UTF-8, with or without a byte-order mark; ``.jsonl``, ``.ndjson``, ``.csv`` or ``.tsv``.
        more: further endings that the caller reads, to suggest.

    Raises:
        DataError: the file cannot be read, is not UTF-8, or has another form (with the line).
    """
    suffix = path.suffix.lower()
    if suffix in _DELIMITERS:
        return _from_table(path, _DELIMITERS[suffix])
    if suffix in _JSON_LINES:
        return _from_json_lines(path)
    raise DataError(
        f"{path}: a name that ends in {suffix!r} does not say the form of its content; "
        f"{did_you_mean(suffix, [*_DELIMITERS, *_JSON_LINES, *more])}"
    )


def read_lines(path: Path) -> Iterator[str]:
    r"""The lines of a text file, each with its end.

    Only ``\n`` ends a line: a text may hold U+2028 and other line ends of Unicode as they are.

    Raises:
        DataError: the file cannot be read, or is not UTF-8 (with the line).
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    text = line.decode("utf-8")
                except UnicodeDecodeError as error:
                    raise DataError(
                        f"{path}, line {number}: is not UTF-8 (byte 0x{line[error.start]:02x}).",
                        hint="Save the file as UTF-8.",
                    ) from error
                yield text.removeprefix(_BYTE_ORDER_MARK) if number == 1 else text
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}).") from error


def read_id(row: Row) -> str:
    """The article that a row is about.

    Raises:
        DataError: it says none, or something else than a string or an integer.
    """
    name = next((name for name in ID_NAMES if name in row.values), None)
    if name is None:
        raise DataError(f"{row.place}: has no article id; its field must be called {_either(ID_NAMES)}.")
    value = row.values[name]
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise DataError(f"{row.place}: {name!r} must be a string, not {kind_of(value)}.")
    return str(value).strip() if row.of_table else str(value)


def kind_of(value: object) -> str:
    """What a JSON value is, in words."""
    names = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return "null" if value is None else names[type(value)]


def _from_json_lines(path: Path) -> Iterator[Row]:
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            record = json.loads(line)
            if "\\u" in line:
                json.dumps(record, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise DataError(f"{place}: holds half of a surrogate pair, which is no character.") from error
        except (ValueError, RecursionError) as error:
            raise DataError(f"{place}: is not JSON ({error}).", hint="Each line must be one JSON object.") from error
        if not isinstance(record, dict):
            raise DataError(f"{place}: is {kind_of(record)}, not an object with named fields.")
        yield Row(place, record, of_table=False)


def _from_table(path: Path, delimiter: str) -> Iterator[Row]:
    rows = csv.reader(read_lines(path), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        if not any(name in header for name in ID_NAMES):
            raise DataError(f"{path}, line 1: no column is called {_either(ID_NAMES)}; columns: {_listed(header)}.")
        for row in rows:
            if not row:
                continue
            if len(row) != len(header):
                raise DataError(
                    f"{path}, line {rows.line_num}: has {len(row)} cells where the header has {len(header)}.",
                    hint="A cell that holds the delimiter must stand in double quotes.",
                )
            yield Row(f"{path}, line {rows.line_num}", dict(zip(header, row, strict=True)), of_table=True)
    except csv.Error as error:
        raise DataError(
            f"{path}, line {rows.line_num}: {error}.", hint="Double a quote inside a quoted cell."
        ) from error


def _either(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names[:-1])) + f" or {names[-1]!r}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(repr, names)) or "none"

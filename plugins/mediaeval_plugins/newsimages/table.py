"""Tables with a header row: TAB separated without any quoting, or comma separated with it.

The TAB files of all editions hold raw quotation marks, so a line is a row and a TAB a boundary, nothing more
(``csv.QUOTE_NONE``). Which of the two a file is, shows in its header.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mediaeval import DataError, did_you_mean
from mediaeval_plugins.newsimages.columns import Renamer, canonical_all
from mediaeval_plugins.newsimages.encoding import decode_file
from mediaeval_plugins.newsimages.faults import first_of, refuse

__all__ = ["Row", "Table", "read_header", "read_table"]

_NOT_AVAILABLE = "N/A"


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``line`` is where it begins, counted from 1."""

    line: int
    cells: Mapping[str, str]

    def key(self, column: str) -> str:
        """A name, address or file name without the blanks around it; empty where it is missing or ``N/A``."""
        value = self.cells.get(column, "").strip()
        return "" if value == _NOT_AVAILABLE else value

    def text(self, column: str) -> str:
        """A cell exactly as it stands in the file."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, in order.

    Args:
        path: the file.
        columns: canonical names of the named columns.
        rows: the rows that hold anything at all.
        notes: the encoding where it is not plain UTF-8, blank rows, columns without a name.
    """

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    def require(self, *alternatives: str) -> None:
        """Refuse a table that has none of these columns.

        Raises:
            DataError: names the missing column and the nearest one that is there.
        """
        if not any(column in self.columns for column in alternatives):
            wanted = " or ".join(repr(column) for column in alternatives)
            raise DataError(
                f"{self.path}: no column {wanted}; {did_you_mean(alternatives[0], self.columns)}",
                hint=f"The header names {first_of(map(repr, self.columns), 20)}." if self.columns else None,
            )


def read_table(path: Path, rename: Renamer = canonical_all) -> Table:
    """Read a table whose first line names its columns.

    Extra empty cells at the end of a row (trailing TABs) are let pass; any other difference between a row and the
    header is an error, so that no cell can move under another name.

    Args:
        path: the file.
        rename: header names to canonical ones.

    Raises:
        DataError: the file cannot be read or decoded, is empty, names a column twice, or has rows of another length
            than its header; all such rows at once.
    """
    decoded = decode_file(path)
    lines = _lines(path, decoded.text)
    header = next(lines)[1]
    names = rename(header)
    _refuse_doubles(path, header, names)
    rows: list[Row] = []
    blank: list[int] = []
    ragged: list[tuple[int, str]] = []
    nameless: set[int] = set()
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            if len(cells) > 1:
                blank.append(line)
            continue
        if any(names[len(cells) :]) or any(cell.strip() for cell in cells[len(names) :]):
            ragged.append((line, f"{len(cells)} cells under {len(names)} columns"))
            continue
        nameless.update(
            i for i, (name, cell) in enumerate(zip(header, cells, strict=False)) if cell and not name.strip()
        )
        rows.append(Row(line, {name: cell for name, cell in zip(names, cells, strict=False) if name}))
    refuse(path, "rows and header differ in length", ragged)
    notes = [decoded.note] if decoded.note else []
    if blank:
        notes.append(f"{path.name}: line {first_of(blank)} holds empty cells only and is left out")
    notes += [f"{path.name}: column {i + 1} has cells but no name and is not used" for i in sorted(nameless)]
    return Table(path, tuple(filter(None, names)), tuple(rows), tuple(notes))


def read_header(path: Path) -> list[str]:
    """The names of a table's columns as they stand in the file.

    Raises:
        DataError: the file cannot be read or decoded, or its first line is empty.
    """
    return next(_lines(path, decode_file(path).text))[1]


def _lines(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    if not first.strip():
        raise DataError(f"{path}: the first line must name the columns, and it is empty.")
    return _tab_rows(path, text) if "\t" in first else _comma_rows(path, text)


def _tab_rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    refuse(
        path,
        "a carriage return inside a line",
        [(number, repr(line[:60])) for number, line in enumerate(lines, 1) if "\r" in line],
        hint="Lines end in LF or CRLF; take the stray carriage returns out of the file.",
    )
    for number, line in enumerate(lines, 1):
        yield number, line.split("\t")


def _comma_rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(f"{path}, line {line}: not a comma separated table ({error}).") from error


def _refuse_doubles(path: Path, header: list[str], names: list[str]) -> None:
    places: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        if name:
            places.setdefault(name, []).append(index)
    for name, indices in places.items():
        if len(indices) > 1:
            raise DataError(
                f"{path}, line 1: columns {' and '.join(str(i + 1) for i in indices)} "
                f"({', '.join(repr(header[i]) for i in indices)}) both mean {name!r}.",
                hint="Rename or remove one of them.",
            )

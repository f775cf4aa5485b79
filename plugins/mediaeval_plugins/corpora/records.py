"""Records from JSON, JSON lines, CSV, TSV and Parquet, one at a time, whatever the size of the file."""

from __future__ import annotations

import codecs
import csv
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Literal

from mediaeval import DataError, did_you_mean
from mediaeval_plugins.corpora.inputs import opened
from mediaeval_plugins.corpora.libraries import ijson_library

__all__ = ["Form", "Record", "Shape", "field", "plain", "read_records"]

Form = Literal["auto", "json", "jsonl", "csv", "tsv", "parquet"]

_BY_SUFFIX: dict[str, Form] = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".txt": "tsv",
    ".parquet": "parquet",
}
_BATCH = 1024


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file holds its records.

    Args:
        form: by default what the ending of its name says, with or without ``.gz``.
        encoding: of its text.
        within: of a JSON file that is one object, the field that holds the list, such as ``news``.
        columns: names for the columns of a table without a header.
        quoted: whether cells may stand in quotes; by default they may in CSV and may not in TSV.
    """

    form: Form = "auto"
    encoding: str = "utf-8"
    within: str = ""
    columns: tuple[str, ...] = ()
    quoted: bool | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    Args:
        place: file and line (or number), for messages.
        number: its place in the file, from 1.
        values: its fields.
    """

    place: str
    number: int
    values: Mapping[str, Any]


def read_records(path: Path, shape: Shape) -> Iterator[Record]:
    """The records of one file.

    Raises:
        DataError: the file cannot be read, or has another form than it should; with the line.
    """
    form = _form(path) if shape.form == "auto" else shape.form
    try:
        codecs.lookup(shape.encoding)
    except LookupError:
        raise DataError(f"{path}: there is no encoding {shape.encoding!r}.") from None
    if form == "parquet":
        return _from_parquet(path)
    if form in ("csv", "tsv"):
        return _from_table(path, shape, "," if form == "csv" else "\t")
    return _from_lines(path, shape) if form == "jsonl" or _holds_lines(path, shape) else _from_json(path, shape)


def field(values: Mapping[str, Any], name: str) -> Any:
    """A field by its name, or by the way to it: ``headline.main``, ``images.0``; None where there is none."""
    if name in values:
        return values[name]
    found: Any = values
    for part in name.split("."):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, Sequence) and not isinstance(found, str) and part.isdecimal():
            found = found[int(part)] if int(part) < len(found) else None
        else:
            return None
    return found


def plain(value: Any) -> str:
    """A value as text; empty for what has none. MongoDB's extended JSON, ``{"$oid": "…"}``, is what it stands for."""
    if isinstance(value, Mapping) and len(value) == 1:
        (key, inner), *_ = value.items()
        return plain(inner) if str(key).startswith("$") else ""
    if isinstance(value, bool) or value is None or value != value:  # noqa: PLR0124 - NaN, an empty cell of pandas
        return ""
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _form(path: Path) -> Form:
    name = path.name.removesuffix(".gz")
    suffix = Path(name).suffix.lower()
    if suffix not in _BY_SUFFIX:
        raise DataError(
            f"{path}: its name does not say the form of its content; {did_you_mean(suffix, _BY_SUFFIX)}",
            hint='Say it with the option format, such as  format = "jsonl".',
        )
    return _BY_SUFFIX[suffix]


def _lines(path: Path, shape: Shape) -> Iterator[str]:
    r"""Lines that end in ``\n`` alone: a text may hold other line ends of Unicode."""
    with opened(path) as file:
        for number, line in enumerate(_as_utf8(file, shape), start=1):
            try:
                text = line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise DataError(
                    f"{path}, line {number}: is not {shape.encoding} (byte 0x{line[error.start]:02x}).",
                    hint='Say the encoding, such as  encoding = "cp1252".',
                ) from error
            yield text.removeprefix("\ufeff") if number == 1 else text


def _as_utf8(file: IO[bytes], shape: Shape) -> IO[bytes]:
    if codecs.lookup(shape.encoding).name == "utf-8":
        return file
    return codecs.EncodedFile(file, "utf-8", shape.encoding)


def _from_lines(path: Path, shape: Shape) -> Iterator[Record]:
    for number, line in enumerate(_lines(path, shape), start=1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DataError(f"{place}: is not JSON ({error}).", hint="Each line must be one JSON object.") from error
        yield _record(place, number, values)


def _holds_lines(path: Path, shape: Shape) -> bool:
    """Whether a ``.json`` file has an object on each line, as crawlers and mongoexport write it, and not one value."""
    lines = (line for line in _lines(path, shape) if line.strip())
    try:
        first, second = next(lines, ""), next(lines, "")
        return first.lstrip()[:1] == second.lstrip()[:1] == "{" and isinstance(json.loads(first), dict)
    except ValueError:
        return False


def _from_json(path: Path, shape: Shape) -> Iterator[Record]:
    """The members of a list, or of the list that an object holds, parsed as they are read."""
    ijson = ijson_library()
    with opened(path) as raw:
        file = _as_utf8(raw, shape)
        try:
            prefix = f"{shape.within}.item" if shape.within else "item"
            number = 0
            for number, values in enumerate(ijson.items(_WithoutMark(file), prefix), start=1):
                yield _record(f"{path}, record {number}", number, values)
        except (ijson.JSONError, UnicodeError) as error:
            raise DataError(f"{path}: is not JSON after record {number} ({error}).") from error
    if not number:
        raise _no_list(path, shape)


def _no_list(path: Path, shape: Shape) -> DataError:
    ijson = ijson_library()
    with opened(path) as raw:
        events = ijson.parse(_WithoutMark(_as_utf8(raw, shape)))
        kinds = {value: next(events)[1] for at, event, value in events if (at, event) == ("", "map_key")}
    lists = [name for name, kind in kinds.items() if kind == "start_array"]
    if shape.within and shape.within not in kinds:
        return DataError(f"{path}: has no field {shape.within!r}; {did_you_mean(shape.within, kinds)}")
    if lists and not shape.within:
        return DataError(
            f"{path}: is one object, not a list of records.",
            hint=f'Say which field holds them:  within = "{lists[0]}".',
        )
    return DataError(f"{path}: holds no record.")


class _WithoutMark:
    """A file without the byte order mark that it may begin with."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._begun = False

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        if not self._begun and size:
            self._begun = True
            return data.removeprefix(codecs.BOM_UTF8) or self._file.read(size)
        return data


def _from_table(path: Path, shape: Shape, delimiter: str) -> Iterator[Record]:
    csv.field_size_limit(
        sys.maxsize
    )  # cells hold whole articles; the limit is the process's, and no other part has one
    quoted = delimiter == "," if shape.quoted is None else shape.quoted
    rows = csv.reader(
        _lines(path, shape),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=quoted,
    )
    header = list(shape.columns)
    number = 0
    line = 1
    try:
        for cells in rows:
            place, line = f"{path}, line {line}", rows.line_num + 1
            if not cells:
                continue
            if not header:
                header = [name.strip() for name in cells]
                continue
            while len(cells) > len(header) and not cells[-1].strip():  # a delimiter at the end of a line
                cells.pop()
            if len(cells) != len(header):
                raise DataError(
                    f"{place}: has {len(cells)} cells where the header has {len(header)}.",
                    hint="A cell that holds the delimiter must stand in double quotes (quoted = true), or in none of "
                    "them may a quote mean anything (quoted = false).",
                )
            number += 1
            yield Record(place, number, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise DataError(f"{path}, line {line}: {error}.", hint="Double a quote inside a quoted cell.") from error


def _from_parquet(path: Path) -> Iterator[Record]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        batches = pq.ParquetFile(path).iter_batches(_BATCH)
        for number, values in enumerate((row for batch in batches for row in batch.to_pylist()), start=1):
            yield Record(f"{path}, row {number}", number, values)
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path}: is no Parquet file that can be read ({error}).") from error


def _record(place: str, number: int, values: Any) -> Record:
    if not isinstance(values, dict):
        raise DataError(f"{place}: is no object with named fields: {str(values)[:60]!r}.")
    return Record(place, number, values)

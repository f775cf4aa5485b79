"""Any corpus whose records have a title and a picture in named fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from annotated_types import MinLen

from mediaeval import DataError, File, Pair, did_you_mean
from mediaeval_plugins.corpora.inputs import files_at, find_picture, fingerprint_of, needed
from mediaeval_plugins.corpora.markup import first_picture, text_of
from mediaeval_plugins.corpora.records import Form, Record, Shape, field, plain, read_records

__all__ = ["Fields", "RecordCorpus"]

Fields = Annotated[tuple[str, ...], MinLen(1)]

_FIELD_IN_PATTERN = re.compile(r"\{([^{}]+)\}")


class RecordCorpus:
    """Pairs from JSON, JSON lines, CSV, TSV or Parquet, plain or gzipped, by the names of their fields.

    A field is named as it stands, or by the way to it: ``headline.main``, ``images.0.url``. HTML in a cell becomes its
    text; of a picture's cell that holds HTML, its first ``<img>`` is taken.

    Args:
        path: the file; or a pattern for several, such as ``part-*.jsonl``.
        title_fields: the first that is filled is the title.
        image_fields: the first that is filled is the picture: an address, or a file's name below ``images``.
        image_pattern: the picture's file below ``images``, made of fields, such as ``{image_id}.jpg``; where there is
            no such file, ``image_fields`` are asked. Another suffix of a picture will do as well.
        images: the folder of the pictures; by default that of the file.
        every_image: whether each picture of a field that holds a list makes a pair, or the first alone.
        id_field: what tells records apart; by default their place in the file.
        group_field: what belongs together, such as the article of several pictures.
        page_field: the article's address, on whose page the picture is looked for if the record has none.
        licence_field: a note for each record, in place of ``licence``.
        licence: a note for all of them.
        format: of the file; by default what the ending of its name says.
        encoding: of the file.
        within: of a JSON file that is one object, the field that holds the list.
        columns: names for the columns of a table without a header.
        quoted: whether cells may stand in quotes; by default they may in CSV and may not in TSV.
    """

    def __init__(
        self,
        *,
        path: Path,
        title_fields: Fields = ("title",),
        image_fields: tuple[str, ...] = ("image",),
        image_pattern: str = "",
        images: Path | None = None,
        every_image: bool = False,
        id_field: str | None = None,
        group_field: str | None = None,
        page_field: str | None = None,
        licence_field: str | None = None,
        licence: str = "",
        format: Form = "auto",  # noqa: A002 - what users call it
        encoding: str = "utf-8",
        within: str = "",
        columns: tuple[str, ...] = (),
        quoted: bool | None = None,
    ) -> None:
        self.path = path
        self.title_fields = title_fields
        self.image_fields = image_fields
        self.image_pattern = image_pattern
        self.images = images
        self.every_image = every_image
        self.id_field = id_field
        self.group_field = group_field
        self.page_field = page_field
        self.licence_field = licence_field
        self.licence = licence
        self.shape = Shape(format, encoding, within, columns, quoted)

    def pairs(self) -> Iterator[Pair]:
        """Every record as a pair, or as several where it has several pictures.

        Raises:
            DataError: there is no file, it has another form, or its first record has none of the fields that are named.
        """
        paths = files_at(self.path)
        for path in paths:
            prefix = f"{path.name.partition('.')[0]}-" if len(paths) > 1 else ""
            for record in read_records(path, self.shape):
                if record.number == 1:
                    self._refuse_other_fields(record)
                yield from self._pairs(record, path, prefix)

    def requirements(self) -> list[File]:
        """The file."""
        return [needed("records", self.path, "Say where it is with the option path.")]

    def fingerprint(self) -> dict[str, object]:
        """What the file holds.

        Raises:
            DataError: it cannot be read.
        """
        return fingerprint_of(type(self).__name__, files_at(self.path))

    def _pairs(self, record: Record, path: Path, prefix: str) -> Iterator[Pair]:
        values = record.values
        own = plain(field(values, self.id_field)) if self.id_field else ""
        title = next(filter(None, (text_of(plain(field(values, name))) for name in self.title_fields)), "")
        licence = plain(field(values, self.licence_field)) if self.licence_field else ""
        group = plain(field(values, self.group_field)) if self.group_field else ""
        pictures = self._pictures(values, path.parent if self.images is None else self.images)
        for number, picture in enumerate(pictures or [None]):
            yield Pair(
                id=f"{prefix}{own or f'row-{record.number}'}{f'-{number}' if number else ''}",
                title=title,
                image=picture,
                licence=licence or self.licence,
                group=group or (own if len(pictures) > 1 else ""),
                page=_address(plain(field(values, self.page_field))) if self.page_field else "",
            )

    def _pictures(self, values: Mapping[str, Any], folder: Path) -> list[Path | str]:
        """Where the record's pictures are: the file of the pattern, if it is there, or what its fields say."""
        patterned = self._patterned(values, folder)
        if patterned is not None and patterned.exists():
            return [patterned]
        named = [_located(value, folder) for name in self.image_fields for value in _listed(field(values, name))]
        found = list(dict.fromkeys(one for one in named if one is not None))
        if not found and patterned is not None:
            return [patterned]  # so that the file which is missing has a name
        return found if self.every_image else found[:1]

    def _patterned(self, values: Mapping[str, Any], folder: Path) -> Path | None:
        if not self.image_pattern:
            return None
        parts = {name: plain(field(values, name)) for name in _FIELD_IN_PATTERN.findall(self.image_pattern)}
        if not all(parts.values()):
            return None
        return find_picture(folder / _FIELD_IN_PATTERN.sub(lambda match: parts[match[1]], self.image_pattern))

    def _refuse_other_fields(self, record: Record) -> None:
        """A misspelled field would give a million pairs without a title; records may still lack one now and then."""
        named = {
            "title_fields": self.title_fields,
            "image_fields": () if self.image_pattern else self.image_fields,
            "image_pattern": tuple(_FIELD_IN_PATTERN.findall(self.image_pattern)),
            **{name: (value,) for name in ("id_field", "group_field", "page_field") if (value := getattr(self, name))},
        }
        for option, fields in named.items():
            if fields and not any(name.partition(".")[0] in record.values or name in record.values for name in fields):
                nearest = did_you_mean(fields[0], record.values)
                raise DataError(f"{record.place}: has no field {' or '.join(map(repr, fields))} ({option}); {nearest}")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _located(value: Any, folder: Path) -> Path | str | None:
    """What a cell says of a picture: its address, its file, or HTML that shows it."""
    text = plain(value.get("url", value.get("src")) if isinstance(value, Mapping) else value)
    if "<" in text:
        text = first_picture(text)
        return _address(text) or None
    return _address(text) or (find_picture(folder / text) if text and ":" not in text else None)


def _address(text: str) -> str:
    """An address as it can be asked for; empty for what is none."""
    text = f"https:{text}" if text.startswith("//") else text
    return text if text.lower().startswith(("http://", "https://")) else ""

"""The lines of a submission as rows: a first cell and what follows it, whatever parts them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mediaeval.submissions.content import Content

__all__ = ["Row", "is_header", "part"]

_SEPARATORS = (",", ";", "|", " ")
_PUNCTUATION = re.compile(r"[\s_#-]+")
_KEY_NAMES = frozenset(
    ("article", "articleid", "particleid", "aid", "url", "articleurl", "id", "header", "key", "query", "topic")
)
_IMAGE_NAMES = re.compile(r"(iid|image|imageid|img|rank|top)\d+")


@dataclass(slots=True)
class Row:
    """One line.

    Args:
        line: its number, counted from 1.
        raw: its cells as they stand between the separators.
        separator: what parts them.
        notes: code and message of each fault that showed while it was parted.
    """

    line: int
    raw: Sequence[str]
    separator: str = "\t"
    notes: list[tuple[str, str]] = field(default_factory=list)


def part(content: Content, known_key: Callable[[str], bool], known_image: Callable[[str], bool]) -> list[Row]:
    """Every line that is not empty, parted at its TABs.

    A line without a TAB that is no key and no header either is parted at the one other separator that makes a known
    key and a known image of it; where none does, or more than one, it stays whole.

    Args:
        content: the lines.
        known_key: whether an article has this key.
        known_image: whether the gallery has this image, by its id or its file's name.
    """
    rows = []
    for number, line in enumerate(content.lines, 1):
        if not line.strip():
            continue
        row = Row(number, line.split("\t"))
        if "\t" not in line and not known_key(line) and not is_header(row.raw, known_image):
            row = _part_otherwise(number, line, known_key, known_image)
        rows.append(row)
    return rows


def is_header(cells: Sequence[str], known_image: Callable[[str], bool]) -> bool:
    """Whether a line names columns: its first cell by the name of a key, or the next by ``iid1`` and the like.

    A gallery may have images of such names; where it has this one, the line is no header.
    """
    plain = [_PUNCTUATION.sub("", cell).strip('"').lstrip("\ufeff").casefold() for cell in cells[:2]]
    if plain[0] in _KEY_NAMES:
        return True
    return len(plain) > 1 and _IMAGE_NAMES.fullmatch(plain[1]) is not None and not known_image(cells[1].strip(' "'))


def _part_otherwise(
    number: int, line: str, known_key: Callable[[str], bool], known_image: Callable[[str], bool]
) -> Row:
    candidates = []
    for separator in _SEPARATORS:
        cells = [cell.strip() for cell in line.split(None if separator == " " else separator)]
        for at in range(1, len(cells)):  # an address may hold the separator itself
            if known_image(cells[at].strip('"')):
                key = separator.join(cells[:at])
                if known_key(key.strip('"').lstrip("\ufeff")):
                    candidates.append((separator, [key, *cells[at:]]))
                break
        if len(cells) > 1 and is_header(cells, known_image):
            candidates.append((separator, cells))
    if len(candidates) != 1:
        return Row(number, [line], notes=[("separator", "no TAB parts its cells")])
    separator, cells = candidates[0]
    name = "blanks part" if separator == " " else f"{separator!r} parts"
    return Row(number, cells, separator, [("separator", f"{name} its cells instead of a TAB")])

"""Labels of articles or pictures, from a file of the user's: whether a picture is generated, say.

A table with a line for each article or picture, in CSV or separated by TABs. Its first line says what the first column
holds, ``article`` or ``image``, and names the labels:

    image,origin
    4f0d8a,generated
    91bc22,photograph
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from mediaeval.errors import DataError, did_you_mean
from mediaeval.split import Split

__all__ = ["Labels", "Subject", "read_labels"]

Subject = Literal["article", "image"]
_SUBJECTS = ("article", "image")


@dataclass(frozen=True)
class Labels:
    """One column of labels.

    Args:
        name: what the labels are about, such as ``origin``.
        subject: whether articles or images have them.
        values: id to label, of the articles or images of the split; one may have none.
        elsewhere: lines of the file that are about other splits.
    """

    name: str
    subject: Subject
    values: Mapping[str, str]
    elsewhere: int = 0


def read_labels(path: Path, split: Split) -> list[Labels]:
    """The columns of labels of one file.

    Raises:
        DataError: the file cannot be read, has another form, labels one thing twice, or names nothing of the split.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not UTF-8 ({error.reason} at byte {error.start}).") from error
    lines = list(_rows(text))
    subject, names = _head(path, lines)
    known = _known(split, subject)
    values: list[dict[str, str]] = [{} for _ in names]
    first: dict[str, int] = {}
    for line, row in lines[1:]:
        if len(row) != len(names) + 1:
            raise DataError(f"{path}, line {line}: has {len(row)} cells, and the first line has {len(names) + 1}.")
        one = known.get(row[0])
        if one is None:
            continue
        if first.setdefault(one, line) != line:
            raise DataError(f"{path}, line {line}: {subject} {row[0]!r} has labels on line {first[one]} already.")
        for own, label in zip(values, row[1:], strict=True):
            if label:
                own[one] = label
    if not first:
        raise DataError(
            f"{path}: none of its {len(lines) - 1:,} lines names an {subject} of {split.name}.",
            hint=f"The first column holds ids, such as {next(iter(known), '')!r}.",
        )
    return [Labels(name, subject, own, len(lines) - 1 - len(first)) for name, own in zip(names, values, strict=True)]


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines that hold anything, by number, as cells without blanks around them."""
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    reader = csv.reader(text.splitlines(), delimiter=delimiter)
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield reader.line_num, cells


def _head(path: Path, lines: Sequence[tuple[int, Sequence[str]]]) -> tuple[Subject, Sequence[str]]:
    """What the first column holds, and the names of the others."""
    example = "Begin with a line such as  image,origin  or  article,topic."
    if not lines:
        raise DataError(f"{path}: is empty.", hint=example)
    line, (subject, *names) = lines[0]
    if subject not in _SUBJECTS:
        raise DataError(
            f"{path}, line {line}: the first column is called {subject[:40]!r}; {did_you_mean(subject, _SUBJECTS)}",
            hint=example,
        )
    if not names or not all(names) or len(set(names)) < len(names):
        raise DataError(f"{path}, line {line}: every column of labels has a name of its own.", hint=example)
    return cast("Subject", subject), names


def _known(split: Split, subject: Subject) -> dict[str, str]:
    """What may stand in the first column, to the id that it means: of an article its keys too, where one has it."""
    if subject == "image":
        return {image.id: image.id for image in split.images}
    ids: dict[str, str] = {}
    for key in reversed(split.submission_keys):
        ids |= {article.keys[key]: article.id for article in split.articles}
    return ids | {article.id: article.id for article in split.articles}

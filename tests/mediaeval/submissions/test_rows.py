from __future__ import annotations

from pathlib import Path

import pytest

from mediaeval.submissions.content import Content
from mediaeval.submissions.rows import is_header, part

KEYS = {"7", "a,b", "a b", "http://x.y/1,2;3"}
IMAGES = {"X1", "img2", "Y"}


def parted(line: str) -> tuple[list[str], str, int]:
    (row,) = part(Content(Path("f"), "", (line,), "UTF-8", 0), KEYS.__contains__, IMAGES.__contains__)
    return list(row.raw), row.separator, len(row.notes)


@pytest.mark.parametrize(
    ("line", "cells", "separator", "notes"),
    [
        ("7\tX1\tY", ["7", "X1", "Y"], "\t", 0),
        ("7", ["7"], "\t", 0),
        ("7,X1,Y", ["7", "X1", "Y"], ",", 1),
        ("7; X1; Y", ["7", "X1", "Y"], ";", 1),
        ("7|X1|Y", ["7", "X1", "Y"], "|", 1),
        ("7 X1  Y", ["7", "X1", "Y"], " ", 1),
        ("a,b,X1,Y", ["a,b", "X1", "Y"], ",", 1),
        ("a b X1 Y", ["a b", "X1", "Y"], " ", 1),
        ("http://x.y/1,2;3;X1;Y", ["http://x.y/1,2;3", "X1", "Y"], ";", 1),
        ("8,X1,Y", ["8,X1,Y"], "\t", 1),
        ("articleID,iid1,iid2", ["articleID", "iid1", "iid2"], ",", 1),
        ("header", ["header"], "\t", 0),
    ],
)
def test_a_line_is_parted_where_one_separator_makes_sense(
    line: str, cells: list[str], separator: str, notes: int
) -> None:
    assert parted(line) == (cells, separator, notes)


@pytest.mark.parametrize(
    ("cells", "header"),
    [
        (["# article", "x"], True),
        (["particleID", "x"], True),
        (["Article_ID"], True),
        (["whatever", "iid1"], True),
        (["whatever", "image 1"], True),
        (["whatever", "img2"], False),  # the gallery has it
        (["8", "136489"], False),
    ],
)
def test_a_header_names_columns(cells: list[str], header: bool) -> None:
    assert is_header(cells, IMAGES.__contains__) is header

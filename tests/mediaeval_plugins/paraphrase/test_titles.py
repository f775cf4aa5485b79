"""Titles from text, JSON lines and tables."""

from __future__ import annotations

import pytest

from mediaeval import DataError
from mediaeval_plugins.paraphrase.titles import Title, read_titles

ODD = ["Storm \u2028 hits 🔥", "", "x" * 2000, "消防隊が到着", 'said "no", twice']


def test_text_keeps_every_line(tmp_path):
    path = tmp_path / "titles.txt"
    path.write_bytes("\r\n".join(ODD).encode("utf-8-sig"))
    assert list(read_titles(path)) == [Title(str(number), text) for number, text in enumerate(ODD, start=1)]


def test_only_as_much_is_read_as_is_asked_for(tmp_path):
    path = tmp_path / "titles.jsonl"
    path.write_bytes(b'{"id": "a", "title": "first"}\n{"id": "b", "title": "\xff"}\n')
    titles = read_titles(path)
    assert next(titles) == Title("a", "first")
    with pytest.raises(DataError, match="line 2: is not UTF-8"):
        next(titles)


def test_missing_file_and_unknown_form(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        list(read_titles(tmp_path / "none.txt"))
    with pytest.raises(DataError, match=r"did you mean '\.txt'"):
        list(read_titles(tmp_path / "titles.text"))

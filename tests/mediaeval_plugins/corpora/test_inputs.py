from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from mediaeval import DataError
from mediaeval_plugins.corpora.inputs import files_at, find_picture, fingerprint_of, needed, opened

Put = Callable[..., Path]


def test_files_by_name_by_pattern_and_in_a_folder(put: Put, tmp_path: Path) -> None:
    b, a = put("d/b.tar", b""), put("d/a.TAR", b"")
    assert files_at(a) == [a]
    assert files_at(tmp_path / "d", ".tar") == [a, b]
    assert files_at(tmp_path / "d" / "*.tar") == [b]
    for path, ending, what in ((tmp_path / "d", "", "a folder, and a file"), (tmp_path / "x*", "", "no such file")):
        with pytest.raises(DataError, match=what):
            files_at(path, ending)


def test_a_file_is_unpacked_if_its_name_says_so(put: Put) -> None:
    with opened(put("a.gz", gzip.compress(b"text"))) as file:
        assert file.read() == b"text"
    with (
        pytest.raises(DataError, match="cannot be read"),
        opened(put("b.gz", gzip.compress(b"text" * 999)[:-9])) as file,
    ):
        file.read()


def test_a_picture_may_have_another_suffix(put: Put, tmp_path: Path) -> None:
    png = put("a.png", b"")
    assert find_picture(tmp_path / "a.jpg") == png
    assert find_picture(tmp_path / "b.jpg") == tmp_path / "b.jpg"


def test_a_fingerprint_is_by_content(put: Put) -> None:
    files = fingerprint_of("x", [put("a", b"1"), put("b", b"2")])["files"]
    assert list(files) == ["a", "b"]
    with pytest.raises(DataError, match="cannot be read"):
        fingerprint_of("x", [Path("nowhere")])
    assert needed("table", Path("nowhere"), "Get it.").path is None

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from mediaeval.errors import OutputError
from mediaeval.submissions.archive import write_zip

MEMBERS = [("a/one.tsv", b"1\n"), ("a/two.png", b"2")]


def test_bytes_depend_on_content_alone(tmp_path: Path) -> None:
    assert write_zip(tmp_path / "x.zip", MEMBERS, force=False)
    assert write_zip(tmp_path / "y.zip", MEMBERS, force=False)
    assert (tmp_path / "x.zip").read_bytes() == (tmp_path / "y.zip").read_bytes()
    assert not write_zip(tmp_path / "x.zip", MEMBERS, force=False)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert [(name, archive.read(name)) for name in archive.namelist()] == MEMBERS
        assert archive.testzip() is None


def test_another_archive_is_kept_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    write_zip(path, MEMBERS, force=False)
    before = path.read_bytes()
    with pytest.raises(OutputError, match="exists with other content"):
        write_zip(path, MEMBERS[:1], force=False)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["x.zip"]
    assert write_zip(path, MEMBERS[:1], force=True)
    assert path.read_bytes() != before


def test_one_name_cannot_mean_two_files(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="two different files"):
        write_zip(tmp_path / "x.zip", [*MEMBERS, ("a/one.tsv", b"other")], force=False)
    assert list(tmp_path.iterdir()) == []
    assert write_zip(tmp_path / "x.zip", [*MEMBERS, MEMBERS[0]], force=False)

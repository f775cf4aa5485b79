from __future__ import annotations

from pathlib import Path

import pytest

from mediaeval import OutputError
from mediaeval_plugins.corpora.scratch import Lines


def test_lines_have_a_name_when_they_are_saved_and_none_before(tmp_path: Path) -> None:
    with Lines(tmp_path) as lines:
        lines.add({"a": "\u00e4"})
        lines.add({"b": None})
        assert list(tmp_path.iterdir()) == []
        lines.save(tmp_path / "x.jsonl")
    assert (tmp_path / "x.jsonl").read_text("utf-8") == '{"a": "\u00e4"}\n{"b": null}\n'


def test_a_disk_that_is_full_is_one_sentence(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no device that is always full")
    with Lines(tmp_path) as lines, Path("/dev/full").open("wb", buffering=0) as full:
        lines._file, kept = full, lines._file
        with pytest.raises(OutputError, match="No space left"):
            lines.add({"a": "b"})
        lines._file = kept
    with pytest.raises(OutputError, match="cannot be written"), Lines(tmp_path / "nowhere"):
        pass

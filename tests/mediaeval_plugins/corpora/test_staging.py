from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from mediaeval import OutputError
from mediaeval_plugins.corpora.staging import COLUMNS, Staging, mark


def test_rows_and_marks_come_back_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mediaeval_plugins.corpora.staging._ROWS", 7)
    with Staging(tmp_path) as staging:
        for n in range(20):
            staging.add([f"{name} {n} \u00e4" for name in COLUMNS], [n + 2**63 + place for place in range(6)])
        marks = staging.finish()
        for _ in range(2):
            rows = [row for batch in staging.tables() for row in batch.to_pylist()]
            assert rows == [{name: f"{name} {n} \u00e4" for name in COLUMNS} for n in range(20)]
        assert not list(tmp_path.glob("*")), "the file has no name"
    assert marks.key.tolist() == [n + 2**63 for n in range(20)]
    assert marks.phash.tolist() == [n + 2**63 + 5 for n in range(20)]


def test_nothing_is_a_table_too(tmp_path: Path) -> None:
    with Staging(tmp_path) as staging:
        assert len(staging.finish()) == 0
        assert list(staging.tables()) == []


def test_a_mark_is_eight_bytes_of_a_digest() -> None:
    assert mark("a") == mark(b"a") == int.from_bytes(hashlib.blake2b(b"a", digest_size=8).digest())
    assert len({mark(str(n)) for n in range(100_000)}) == 100_000
    assert np.uint64(mark("x")) == mark("x")


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"), Staging(tmp_path / "file" / "below"):
        pass

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from mediaeval import OutputError
from mediaeval_plugins.corpora.manifest import read_about, relative_to, write_manifest
from mediaeval_plugins.corpora.staging import COLUMNS, Staging


def write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mediaeval_plugins.corpora.staging._ROWS", 3)
    with Staging(path.parent) as staging:
        for n in range(10):
            staging.add([f"{name}{n}" for name in COLUMNS], [n] * 6)
        staging.finish()
        kept = np.arange(10) % 4 != 1
        write_manifest(path, staging, kept, np.arange(10) >= 6, {"name": "\u00e4", "counts": {}})


def test_kept_rows_are_written_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.parquet"
    write(path, monkeypatch)
    rows = pq.read_table(path).to_pylist()
    assert [row["key"] for row in rows] == [f"key{n}" for n in (0, 2, 3, 4, 6, 7, 8)]
    assert [row["split"] for row in rows] == ["train"] * 4 + ["validation"] * 3
    assert read_about(path) == {"name": "\u00e4", "counts": {}}


def test_a_disk_that_is_full_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_batch", full)
    with pytest.raises(OutputError, match="No space left"):
        write(tmp_path / "a.parquet", monkeypatch)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_below_the_manifest_is_named_from_there() -> None:
    assert relative_to(Path("/a/b"), Path("/a/b/c/d.jpg")) == "c/d.jpg"
    assert relative_to(Path("/a/b"), Path("/a/c/d.jpg")) == "/a/c/d.jpg"

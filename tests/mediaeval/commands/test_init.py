from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mediaeval.runfile import shipped_run_files


def test_shipped_run_files_are_copied_and_edits_are_kept(program: Callable[..., Any], tmp_path: Path) -> None:
    done = program("init", tmp_path / "mine")
    assert done.code == 0
    for name, source in shipped_run_files().items():
        assert (tmp_path / "mine" / f"{name}.toml").read_bytes() == source.read_bytes()
    (tmp_path / "mine" / "run1.toml").write_text("# mine\n")
    again = program("init", tmp_path / "mine")
    assert "run1.toml: kept" in again.out
    assert "run2.toml: unchanged" in again.out
    assert (tmp_path / "mine" / "run1.toml").read_text() == "# mine\n"

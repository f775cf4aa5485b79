from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from mediaeval.cli import cli


def offered(words: list[str], incomplete: str) -> list[str]:
    completion = ShellComplete(cli, {}, "mediaeval", "_MEDIAEVAL_COMPLETE")
    return [item.value for item in completion.get_completions(words, incomplete)]


def test_commands_run_files_and_splits_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text("")
    (tmp_path / "mine.txt").write_text("")
    (tmp_path / "more").mkdir()
    assert "run" in offered([], "r")
    assert {"run1", "run5"} <= set(offered(["run"], "run"))
    assert offered(["run"], "m") == ["mini", "mine.toml", "more/"]
    assert "beyond/pe-core-l" in offered(["run"], "beyond/pe")
    assert "GDELT-P1" in offered(["run", "run1", "--split"], "GD")
    assert "2022:RT" in offered(["run", "run1", "--split"], "2022:")

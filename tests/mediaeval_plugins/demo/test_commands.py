from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_the_data_set_is_written_to_look_at(
    program: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediaeval_plugins.demo.generate.TEST", 3)
    monkeypatch.setattr("mediaeval_plugins.demo.generate.TRAINING", 2)
    assert program("demo", "data", "--out", tmp_path).code == 0
    assert len(list((tmp_path / "Demo-Dataset" / "Demo-Test").iterdir())) == 3
    assert len((tmp_path / "demo-paraphrases.jsonl").read_text().splitlines()) == 3
    again = program("demo", "data", "--out", tmp_path)
    assert again.code == 2
    assert "is there already" in again.err

"""The command of the README, end to end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd


def test_the_demo_runs_far_above_chance_and_below_perfect(program: Callable[..., Any], tmp_path: Path) -> None:
    done = program("run", "demo", "--split", "demo", "--out", tmp_path)
    assert (done.code, done.err) == (0, "")
    folder = tmp_path / "demo"
    table = pd.read_parquet(folder / "demo.articles.parquet")
    assert 0.3 < (1 / table["rank"]).where(table["rank"] <= 100, 0).mean() < 0.9
    rows = [line.split("\t") for line in (folder / "demo.tsv").read_text().splitlines()]
    assert len(rows) == 320
    assert {len(row) for row in rows} == {101}
    assert all(row[0].startswith("https://") for row in rows)
    manifest = json.loads((folder / "demo.json").read_text())
    assert manifest["texts"]["views_per_article"] == {"2": 320}
    assert manifest["texts"]["truncated"] == []


def test_the_papers_fine_tuned_runs_work_on_the_demo(program: Callable[..., Any], tmp_path: Path) -> None:
    sets = ["--set", "encoder.name=demo", "--set", "augmenter.name=none"]
    done = program("run", "run4", "run5", "--split", "demo", "--out", tmp_path, *sets)
    assert done.code == 0
    assert {path.name for path in (tmp_path / "demo").glob("*.tsv")} == {"run4.tsv", "run5.tsv"}

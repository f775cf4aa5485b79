from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Program = Callable[..., Any]


def test_the_demo_scores_what_it_should(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = program("reproduce", "demo")
    assert (done.code, done.err) == (0, "")
    assert "\nok: demo on demo:demo, 320 articles\n" in done.out
    assert "demo assumes transductive." in done.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache"]  # nothing is written but the store
    # Another setting of the same run is off, and the exit code says so; its embeddings are there by now.
    off = program("reproduce", "demo", "--set", "reviser.temperature=0.02", "--json")
    assert off.code == 1
    (row,) = json.loads(off.out)["runs"]
    assert row["verdict"] == "off"
    recall = row["figures"][0]
    assert recall["articles"] == pytest.approx(320 * (recall["here"] - float(recall["expected"])), abs=0.01)
    assert "off: demo on demo:demo" in off.err


def test_what_cannot_be_run_is_told_and_is_no_success(program: Program, tmp_path: Path) -> None:
    done = program("reproduce", "run3", "--split", "RT", "--data", tmp_path)
    assert done.code == 1
    assert done.out.startswith("run3 assumes transductive.\n")
    assert "reviser.temperature = 1.0" in done.out
    assert "Missing data" in done.out
    assert "Missing files" in done.out


def test_a_dry_run_encodes_nothing(program: Program, tmp_path: Path) -> None:
    done = program("reproduce", "--dry-run", "--data", tmp_path)
    assert done.code == 0
    assert done.out.startswith("Would be run:\n  demo on demo:demo\n")
    assert "run5 on 2023:GDELT-P1, 2023:GDELT-P2, 2023:RT, 2022:RSS/train+2022:TW/train+2022:RT/train" in done.out
    assert "Shipped too, with no figure to hold against: beyond/" in done.out
    data = json.loads(program("reproduce", "run1", "--dry-run", "--json", "--data", tmp_path).out)
    assert {row["verdict"] for row in data["runs"]} == {"not run"}
    assert all(row["missing"]["data"] and row["missing"]["files"] for row in data["runs"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["demp"], "did you mean 'demo'?"),
        (["demo", "--split", "RT"], "demo: no figures are expected on 2023:RT."),
        (["--split", "nowhere"], "there is no split 'nowhere'"),
    ],
)
def test_a_mistake_is_one_sentence(program: Program, arguments: list[str], message: str) -> None:
    done = program("reproduce", *arguments)
    assert done.code == 2
    assert message in done.err

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Program = Callable[..., Any]


@pytest.fixture
def submissions(program: Program, colour_run: Path, colour_folder: Path, tmp_path: Path) -> Path:
    """Two runs on the coloured pictures, with and without revision."""
    for name, reviser in (("plain", "none"), ("revised", "dual-softmax")):
        own = colour_run.with_name(f"{name}.toml")
        own.write_text(colour_run.read_text())
        arguments = ("--split", f"folder:{colour_folder}", "--out", tmp_path / "submissions")
        assert program("run", own, *arguments, "--set", f"reviser.name={reviser}").code == 0
    return tmp_path / "submissions"


def test_two_runs_are_compared_by_name(program: Program, submissions: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    done = program("compare", "plain", "revised")
    assert (done.code, done.err) == (0, "")
    assert "revised compared with plain, 12 articles" in done.out
    assert "By story: " in done.out
    data = json.loads(program("compare", "plain", "revised", "--json", "--moved", 2).out)
    assert len(data["up"]) <= 2
    figures = {one["measure"]: one for one in data["measures"]}
    for name in ("plain", "revised"):
        scored = program("evaluate", submissions / "colours" / f"{name}.tsv", "--split", data["split"], "--json")
        own = "first" if name == "plain" else "second"
        assert {measure: one[own] for measure, one in figures.items()} == json.loads(scored.out)["figures"]


def test_real_files_are_compared_on_the_split_that_is_named(program: Program, real_data: Path) -> None:
    folder = real_data / "newsimages2021"
    files = (folder / "sample-prediction.tsv", folder / "perturbed" / "longer-lists.tsv")
    done = program("compare", *files, "--split", "2021", "--data", real_data, "--measure", "Recall@100")
    assert done.code == 0
    assert "longer-lists compared with sample-prediction, 1,915 articles" in done.out
    assert "McNemar" in done.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plain", "revize"], "did you mean 'revised'?"),
        (["plain", "revised", "--split", "RT"], "plain is not on 2023:RT, but on folder:"),
        (["plain", "revised", "--measure", "P@5"], "is not a measure"),
        (["plain"], "Missing argument"),
    ],
)
def test_a_mistake_is_one_sentence(
    program: Program, submissions: Path, tmp_path: Path, monkeypatch: Any, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = program("compare", *arguments)
    assert done.code == 2
    assert message in done.err

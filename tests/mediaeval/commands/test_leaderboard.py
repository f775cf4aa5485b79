from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Program = Callable[..., Any]


@pytest.fixture
def submissions(program: Program, colour_run: Path, colour_folder: Path, tmp_path: Path) -> Path:
    """A folder with a run on the coloured pictures."""
    out = tmp_path / "submissions"
    assert program("run", colour_run, "--split", f"folder:{colour_folder}", "--out", out).code == 0
    return out


def test_it_shows_what_run_printed(program: Program, submissions: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    done = program("leaderboard", "--intervals", "none")
    assert (done.code, done.err) == (0, "")
    (row,) = [line for line in done.out.splitlines() if line.startswith("| colour")]
    figures = [cell.strip() for cell in row.strip("|").split("|")][-5:]
    split = next(line for line in done.out.splitlines() if line.startswith("## ")).removeprefix("## ")
    evaluated = program("evaluate", submissions / "colours" / "colour.tsv", "--split", split)
    assert evaluated.out.splitlines()[2].split()[-5:] == figures


def test_without_runs_the_published_rows_are_shown(program: Program, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    done = program("leaderboard", "--split", "RT", "--sort", "Recall@10", "--format", "csv")
    rows = [line.split(",")[1] for line in done.out.splitlines()]
    assert rows[1:4] == ["Run #1", "Run #5", "Run #3"]
    assert len(rows) == 11


def test_a_real_submission_stands_beside_the_published_row(program: Program, real_data: Path, tmp_path: Path) -> None:
    sample = real_data / "newsimages2021" / "sample-prediction.tsv"
    out = tmp_path / "board.json"
    done = program("leaderboard", sample, "--split", "2021", "--data", real_data, "--out", out)
    assert (done.code, done.out) == (0, f"{out}: written\n")
    (split,) = json.loads(out.read_text())["splits"]
    assert [row["run"] for row in split["rows"]] == ["sample-prediction", "best run"]
    assert split["rows"][0]["articles"] == 1915


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere: there is no such folder or file."),
        (["--split", "RT", "--sort", "Recal@5"], "did you mean 'Recall@5'?"),
        (["--split", "RR"], "there is no split 'RR'"),
        (["--rows", "ours"], "there is nothing to show"),
        (["--out", "board.pdf"], "such names end in .md, .csv"),
        (["--layout", "paper", "--format", "csv"], "--layout paper has an order of its own"),
        (["--qrels", "truth.txt"], "--qrels is the ground truth of one split"),
        (["--measure", "nDCG@10"], "is not a measure"),
    ],
)
def test_a_mistake_is_one_sentence(
    program: Program, tmp_path: Path, monkeypatch: Any, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = program("leaderboard", *arguments)
    assert done.code == 2
    assert message in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_other_ground_truth_scores_anew(
    program: Program, submissions: Path, colour_folder: Path, tmp_path: Path
) -> None:
    split = f"folder:{colour_folder}"
    qrels = tmp_path / "truth.txt"
    qrels.write_text("1\tIMG01\n2\tIMG00\n")
    done = program("leaderboard", submissions, "--split", split, "--qrels", qrels, "--format", "json")
    board = json.loads(done.out)
    assert board["splits"][0]["rows"][0]["articles"] == 2
    assert any("Articles with ground truth: 2 of 12" in note for note in board["notes"])


@pytest.mark.parametrize("form", ["markdown", "csv", "json", "latex", "html"])
def test_every_form_has_the_run_by_story_too(program: Program, submissions: Path, form: str) -> None:
    done = program("leaderboard", submissions, "--format", form, "--by", "story")
    assert (done.code, done.err) == (0, "")
    assert "colour" in done.out

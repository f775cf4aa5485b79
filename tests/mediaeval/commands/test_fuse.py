from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata, zscore

Program = Callable[..., Any]


@pytest.fixture
def tinted(colour_run: Path) -> Path:
    """A second run, on another encoder and without revision."""
    path = colour_run.with_name("tinted.toml")
    text = colour_run.read_text().replace('"mean-colour"\n', '"mean-colour"\ntint = 0.4\n')
    path.write_text(text.replace("dual-softmax", "none"))
    return path


@pytest.fixture
def call(program: Program, colour_folder: Path, tmp_path: Path) -> Callable[..., Any]:
    """``mediaeval COMMAND …`` on the folder of colours, into ``out``."""
    return lambda *arguments: program(*arguments, "--split", f"folder:{colour_folder}", "--out", tmp_path / "out")


def scores(folder: Path, run: str) -> np.ndarray:
    """``(articles, images)``, from the table that a run writes: all twelve images are in its lists."""
    table = pd.read_parquet(folder / "out" / "colours" / f"{run}.articles.parquet")
    both = zip(table["images"], table["scores"], strict=True)
    return np.array([[dict(zip(i, s, strict=True))[f"IMG{n:02d}"] for n in range(12)] for i, s in both])


def test_run_files_are_fused_by_their_scores(call: Any, colour_run: Path, tinted: Path, tmp_path: Path) -> None:
    call("run", colour_run, tinted)
    done = call("fuse", colour_run, tinted, "--with", "z-score-sum", "--option", "weights=[3, 1]", "--name", "both")
    assert done.code == 0
    assert "both.tsv: written" in done.out
    expected = np.average(
        [zscore(scores(tmp_path, run), axis=1) for run in ("colour", "tinted")], axis=0, weights=[3, 1]
    )
    assert scores(tmp_path, "both") == pytest.approx(expected, abs=1e-6)
    manifest = json.loads((tmp_path / "out" / "colours" / "both.json").read_text())
    assert [member["name"] for member in manifest["members"]] == ["colour", "tinted"]
    assert manifest["components"]["aggregator"]["options"] == {"weights": [3, 1]}
    assert manifest["assumes"] == ["transductive"]
    assert "transductive" in done.out
    again = call("fuse", colour_run, tinted, "--with", "z-score-sum", "--option", "weights=[3, 1]", "--name", "both")
    assert "both.tsv: unchanged" in again.out
    other = call("fuse", colour_run, tinted, "--with", "min-max-sum", "--name", "both")
    assert other.code == 2
    assert "comes from other data, options or weights" in other.err


def test_submission_files_are_fused_by_their_ranks(call: Any, colour_run: Path, tinted: Path, tmp_path: Path) -> None:
    call("run", colour_run, tinted)
    files = [tmp_path / "out" / "colours" / f"{run}.tsv" for run in ("colour", "tinted")]
    assert call("fuse", *files, "--with", "rrf", "--name", "ranks").code == 0
    order = [
        [[line.split("\t")[1:].index(f"IMG{n:02d}") for n in range(12)] for line in file.read_text().splitlines()]
        for file in files
    ]
    expected = sum(1 / (61 + np.array(one)) for one in order)
    assert scores(tmp_path, "ranks") == pytest.approx(expected)
    members = json.loads((tmp_path / "out" / "colours" / "ranks.json").read_text())["members"]
    assert [sorted(member) for member in members] == [["file", "sha256"]] * 2


def test_a_run_file_and_a_submission_file(call: Any, colour_run: Path, tinted: Path, tmp_path: Path) -> None:
    call("run", colour_run, tinted)
    file = tmp_path / "out" / "colours" / "tinted.tsv"
    assert call("fuse", colour_run, file, "--with", "rrf", "--name", "mixed").code == 0
    listed = [[line.split("\t")[1:].index(f"IMG{n:02d}") for n in range(12)] for line in file.read_text().splitlines()]
    expected = 1 / (60 + rankdata(-scores(tmp_path, "colour"), axis=1)) + 1 / (61 + np.array(listed))
    assert scores(tmp_path, "mixed") == pytest.approx(expected, abs=1e-9)


MISTAKES = {
    "one": (["{run}", "--with", "rrf"], "there is nothing to fuse"),
    "units": (["{run}", "{tinted}", "--with", "mean-pool"], "cannot fuse cosine with log-probability scores"),
    "ranks": (["{file}", "{file}", "--with", "z-score-sum"], "ZScoreSum does not accept rank scores"),
    "aggregator": (["{run}", "{run}", "--with", "rff"], "--with: 'rff' is not an aggregator; did you mean 'rrf'?"),
    "option": (["{run}", "{run}", "--with", "rrf", "--option", "kk=3"], "--option kk: aggregator 'rrf' has no option"),
    "no option": (["{run}", "{run}", "--with", "rrf", "--option", "k"], "must read key=value"),
    "no file": (["{run}", "nothing.tsv", "--with", "rrf"], "there is no such run file"),
    "invalid": (["{broken}", "{file}", "--with", "rrf"], "is no valid submission for"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_a_sentence(call: Any, colour_run: Path, tinted: Path, tmp_path: Path, case: str) -> None:
    call("run", colour_run)
    file, broken = tmp_path / "out" / "colours" / "colour.tsv", tmp_path / "broken.tsv"
    broken.write_text(file.read_text().replace("IMG05", "IMG04"))
    arguments, message = MISTAKES[case]
    names = {"run": colour_run, "tinted": tinted, "file": file, "broken": broken}
    done = call("fuse", *(argument.format(**names) for argument in arguments), "--name", "fused")
    assert done.code == 2
    assert message in done.err
    assert not (tmp_path / "out" / "colours" / "fused.tsv").exists()

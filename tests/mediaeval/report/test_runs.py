from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval.errors import DataError
from mediaeval.plugins import get_plugins
from mediaeval.report.runs import SHOWN, ShownRun, read_runs
from mediaeval.results.metrics import OFFICIAL
from mediaeval.splits import find_split


@pytest.fixture
def out(program: Any, colour_run: Path, colour_folder: Path, tmp_path: Path) -> Path:
    """A finished run, with paraphrases and revision."""
    assert program("run", colour_run, "--split", f"folder:{colour_folder}", "--out", tmp_path / "out").code == 0
    return tmp_path / "out"


@pytest.fixture
def read(colour_folder: Path) -> Callable[..., list[ShownRun]]:
    """Read paths as runs of the coloured folder: ``read(path, …, truth=None, warnings=[])``."""

    def call(*paths: Path, truth: Any = True, warnings: list[str] | None = None) -> list[ShownRun]:
        named = find_split(f"folder:{colour_folder}", get_plugins(), Path())
        known = named.read_truth() if truth is True else truth
        return read_runs(paths, named, named.read_rankable(), known, ([] if warnings is None else warnings).append)

    return call


def test_a_finished_run_comes_with_all_that_it_kept(out: Path, read: Callable[..., list[ShownRun]]) -> None:
    (run,) = read(out)
    assert run.name == "colour"
    assert run.assumes == ("transductive",)
    assert len(run.lists) == len(run.views) == len(run.unrevised) == 12
    assert {len(images) for images in run.lists.values()} == {SHOWN}
    assert {len(images) for images in run.unrevised.values()} == {SHOWN}
    assert run.views["1"] == ["A red thing number 0"]
    assert run.scores["1"] == sorted(run.scores["1"], reverse=True)
    assert run.result is not None


def test_a_file_without_a_run_has_lists_and_ranks_alone(out: Path, read: Callable[..., list[ShownRun]]) -> None:
    theirs = out / "theirs.tsv"
    shutil.copy(out / "colours" / "colour.tsv", theirs)
    first, second = read(out, theirs)
    assert (first.name, second.name) == ("colour", "theirs")
    assert second.lists == first.lists
    assert first.result is not None
    assert second.result is not None
    assert [second.result.figures(OFFICIAL)] == [first.result.figures(OFFICIAL)]
    assert not second.views
    assert not second.unrevised
    assert not second.manifest


def test_a_run_is_read_once_and_one_of_a_name_goes_by_its_path(
    out: Path, read: Callable[..., list[ShownRun]], tmp_path: Path
) -> None:
    assert len(read(out, out / "colours", out / "colours" / "colour.tsv")) == 1
    shutil.copytree(out, tmp_path / "again")
    first, second = read(out, tmp_path / "again")
    assert {first.name, second.name} == {
        (tmp_path / folder / "colours" / "colour").as_posix() for folder in ("out", "again")
    }
    assert first.result is not None
    assert first.result.run == first.name


def test_another_ground_truth_scores_anew(out: Path, read: Callable[..., list[ShownRun]]) -> None:
    (own,) = read(out)
    truth = {str(n + 1): f"IMG{(n + 1) % 12:02d}" for n in range(12)}
    (other,) = read(out, truth=truth)
    assert own.result is not None
    assert other.result is not None
    assert own.result.truth != other.result.truth
    assert own.result.ranks.tolist() != other.result.ranks.tolist()
    (blind,) = read(out, truth=None)
    assert blind.result is None


def test_a_broken_run_is_passed_over_by_name(out: Path, read: Callable[..., list[ShownRun]]) -> None:
    for suffix in (".tsv", ".json", ".articles.parquet"):
        shutil.copy(out / "colours" / f"colour{suffix}", out / "colours" / f"edited{suffix}")
    (out / "colours" / "edited.tsv").write_text("1\tIMG00\n")
    warnings: list[str] = []
    (run,) = read(out, warnings=warnings)
    assert run.name == "colour"
    assert "edited.tsv" in warnings[0]
    assert "passed over" in warnings[0]


def test_runs_of_other_splits_are_none_of_ours(out: Path, read: Callable[..., list[ShownRun]]) -> None:
    manifest = out / "colours" / "colour.json"
    content = json.loads(manifest.read_text())
    content["split"]["name"] = "2023:RT"
    manifest.write_text(json.dumps(content))
    with pytest.raises(DataError) as caught:
        read(out)
    assert "there is no finished run of folder:" in str(caught.value)
    assert "mediaeval run RUNFILE" in str(caught.value)


def test_a_path_that_is_not_there(read: Callable[..., list[ShownRun]], tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere: there is no such folder or file"):
        read(tmp_path / "nowhere")

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval.errors import DataError
from mediaeval.leaderboard.gather import gather, titles_of
from mediaeval.plugins import get_plugins
from mediaeval.splits import find_split
from mediaeval.submissions.scorer import Scorer


@pytest.fixture
def runs(program: Callable[..., Any], colour_run: Path, colour_folder: Path, tmp_path: Path) -> Path:
    """Two finished runs on one split."""
    for temperature, name in ((1, "warm"), (0.02, "cold")):
        own = colour_run.with_name(f"{name}.toml")
        own.write_text(colour_run.read_text())
        arguments = ("--split", f"folder:{colour_folder}", "--out", tmp_path / "out")
        assert program("run", own, *arguments, "--set", f"reviser.temperature={temperature}").code == 0
    return tmp_path / "out"


@pytest.fixture
def scorer(tmp_path: Path) -> Scorer:
    return Scorer(lambda name: find_split(name, get_plugins((), False), tmp_path))


def test_runs_are_taken_by_the_ranks_that_they_wrote(runs: Path, scorer: Scorer, colour_folder: Path) -> None:
    shutil.rmtree(colour_folder)  # nothing but the runs is needed
    found = gather([runs], [], scorer)
    assert [result.run for result in found.results] == ["cold", "warm"]
    assert all(len(result.articles) == 12 for result in found.results)
    assert list(found.notes) == []
    titles = titles_of(found, scorer)[f"folder:{colour_folder}"]
    assert titles["1"] == "A red thing number 0"


def test_a_bare_file_is_scored_on_the_split_that_is_named(
    runs: Path, scorer: Scorer, colour_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "bare.tsv"
    shutil.copy(runs / colour_folder.name / "cold.tsv", file)
    with pytest.raises(DataError, match="was written by no run") as caught:
        gather([file], [], scorer)
    assert "--split" in str(caught.value)
    split = f"folder:{colour_folder}"
    found = gather([file, runs / colour_folder.name / "cold.json"], [split], scorer)
    cold, bare = found.results
    assert (cold.run, bare.run) == ("cold", "bare")
    assert cold.ranks.tolist() == bare.ranks.tolist()
    assert cold.truth == bare.truth != ""
    assert titles_of(gather([file], [split], scorer), scorer)[split]["2"] == "A green thing number 1"


def test_a_run_is_counted_once_and_namesakes_go_by_their_paths(runs: Path, scorer: Scorer, tmp_path: Path) -> None:
    assert len(gather([runs, runs], [], scorer).results) == 2
    shutil.copytree(runs, tmp_path / "again")
    names = [result.run for result in gather([runs, tmp_path / "again"], [], scorer).results]
    assert len(set(names)) == 4
    assert all(name.startswith(str(tmp_path)) for name in names)


def test_a_broken_run_is_passed_over_with_a_note(runs: Path, scorer: Scorer, colour_folder: Path) -> None:
    (runs / colour_folder.name / "cold.json").write_text("{")
    found = gather([runs], [], scorer)
    assert [result.run for result in found.results] == ["warm"]
    assert len(found.notes) == 1
    assert "cold.json: is not a run's manifest" in found.notes[0]


def test_other_splits_are_left_out(runs: Path, scorer: Scorer) -> None:
    assert gather([runs], ["2023:RT"], scorer).results == []


def test_a_path_that_is_not_there_is_said(scorer: Scorer, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere: there is no such folder or file"):
        gather([tmp_path / "nowhere"], [], scorer)

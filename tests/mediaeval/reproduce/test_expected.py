from __future__ import annotations

import pytest

from mediaeval.errors import RunFileError
from mediaeval.leaderboard.published import publication
from mediaeval.reproduce.expected import expectations, select, tolerance
from mediaeval.results.metrics import OFFICIAL
from mediaeval.runfile import shipped_run_files


def test_the_papers_runs_are_expected_to_score_table_1() -> None:
    theirs = [one for one in expectations() if one.published]
    assert len(theirs) == 5 * 4
    rows = {(run.run_file, run.split.name): run.figures for run in publication().runs if run.team == "CERTH-ITI"}
    assert {(one.run_file, one.split): one.figures for one in theirs} == rows
    assert all("Table 1" in one.how for one in theirs)


def test_every_expectation_is_of_a_shipped_run_file_and_complete() -> None:
    assert {one.run_file for one in expectations()} <= set(shipped_run_files())
    assert all(list(one.figures) == list(OFFICIAL) for one in expectations())
    assert {"demo", "mini"} == {one.run_file for one in expectations() if not one.published}


def test_some_can_be_asked_for() -> None:
    assert [one.split for one in select(["run3"], [])] == list(publication().splits)[:4]
    assert {one.run_file for one in select([], ["2023:RT"])} == {f"run{n}" for n in range(1, 6)}
    assert len(select(["run1"], ["2022:TW/train+2022:RT/train+2022:RSS/train"])) == 1
    with pytest.raises(RunFileError, match="rum3: no figures are expected of such a run file; did you mean 'run3'"):
        select(["rum3"], [])
    with pytest.raises(RunFileError, match="demo: no figures are expected on 2023:RT"):
        select(["demo"], ["2023:RT"])


def test_tolerance_is_said_in_articles() -> None:
    assert tolerance().ok == 2
    assert [tolerance().close_articles(n) for n in (100, 320, 1500, 3000)] == [2, 4, 15, 30]

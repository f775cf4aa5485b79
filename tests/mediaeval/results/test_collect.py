from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mediaeval.errors import DataError
from mediaeval.outputs import Outputs
from mediaeval.results.collect import FinishedRun, collect, read_paths, run_of_file
from mediaeval.storage import digest_bytes

Write = Callable[..., Outputs]
TSV = b"a\tIMG1\tIMG2\nb\tIMG1\tIMG2\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A run's three files: ``write("run", ranks=[1, 2])``."""

    def make(name: str, *, split: str = "2023:RT", ranks: list[int] | None = None, folder: str = "RT") -> Outputs:
        outputs = Outputs(tmp_path / "submissions" / folder, name)
        digest = digest_bytes(TSV)
        manifest = {"split": {"name": split}, "submission": {"sha256": digest}, "assumes": ["transductive"]}
        outputs.write_submission(TSV, {"identity": name, **manifest}, force=True)
        columns: dict[str, list[object]] = {"article": ["a", "b"], "views": [["A title", "another"], []]}
        if ranks is not None:
            columns |= {name: list(ranks) for name in ("rank", "rank_optimistic", "rank_pessimistic")}
        outputs.write_articles(columns, {"submission": digest, "truth": "digest"} if ranks else {"submission": digest})
        return outputs

    return make


def test_finished_runs_are_found_by_split_and_name(write: Write, tmp_path: Path) -> None:
    for name, split, folder in (("z", "2023:GDELT-P1", "GDELT-P1"), ("b", "2023:RT", "RT"), ("a", "2023:RT", "RT")):
        write(name, split=split, ranks=[1, 0], folder=folder)
    (tmp_path / "submissions" / "notes.json").write_text("{}")
    found = collect([tmp_path / "submissions", tmp_path / "submissions" / "RT"])
    assert [(run.split, run.run) for run in found] == [("2023:GDELT-P1", "z"), ("2023:RT", "a"), ("2023:RT", "b")]
    assert [run.run for run in collect([tmp_path], ["2023:RT"])] == ["a", "b"]
    run = found[1]
    assert run.problems == ()
    assert run.result is not None
    assert (run.result.ranks.tolist(), run.result.assumes, run.result.truth) == ([1, 0], ("transductive",), "digest")
    assert run.titles() == {"a": "A title"}


def test_a_run_without_ground_truth_has_no_result_and_no_problem(write: Write, tmp_path: Path) -> None:
    write("run")
    (run,) = collect([tmp_path])
    assert (run.result, run.problems) == (None, ())


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere: is not a folder"):
        collect([tmp_path / "nowhere"])


def edited(outputs: Outputs) -> None:
    outputs.submission.write_bytes(TSV + b"c\tIMG1\n")


def unfinished(outputs: Outputs) -> None:
    outputs.submission.unlink()


def without_table(outputs: Outputs) -> None:
    outputs.articles.unlink()


def of_another_call(outputs: Outputs) -> None:
    outputs.write_articles({"article": ["a"], "rank": [1]}, {"submission": "another"})


def garbled_table(outputs: Outputs) -> None:
    outputs.articles.write_bytes(b"PAR1 no more")


def garbled_manifest(outputs: Outputs) -> None:
    outputs.manifest.write_text('{"split": ')


def of_something_else(outputs: Outputs) -> None:
    outputs.manifest.write_text(json.dumps({"split": "RT"}))


@pytest.mark.parametrize(
    ("break_", "problem"),
    [
        (edited, "broken.tsv: is not the file that its manifest describes; it was edited since."),
        (unfinished, "broken.tsv: is not there; the run was stopped before it was written."),
        (without_table, "broken.articles.parquet: is not there; the run was stopped before it was written."),
        (of_another_call, "broken.articles.parquet: belongs to an earlier submission; the run was stopped"),
        (garbled_table, "broken.articles.parquet: is not a run's table of articles"),
        (garbled_manifest, "broken.json: is not a run's manifest (JSONDecodeError"),
        (of_something_else, "broken.json: is not a run's manifest (TypeError"),
    ],
)
def test_one_broken_run_is_named_and_the_others_are_there(
    write: Write, tmp_path: Path, break_: Callable[[Outputs], None], problem: str
) -> None:
    write("good", ranks=[1, 2])
    break_(write("broken", ranks=[1, 2]))
    runs = {run.run: run for run in collect([tmp_path])}
    assert set(runs) == {"good", "broken"}
    assert runs["good"].result is not None
    broken: FinishedRun = runs["broken"]
    assert broken.result is None
    assert len(broken.problems) == 1
    assert problem in broken.problems[0]


def test_a_run_is_known_by_its_submission_or_manifest_alone(write: Write, tmp_path: Path) -> None:
    outputs = write("run", ranks=[1, 2])
    for path in (outputs.submission, outputs.manifest):
        run = run_of_file(path)
        assert run is not None
        assert run.result is not None
    other = tmp_path / "other.tsv"
    other.write_bytes(TSV)
    assert run_of_file(other) is None
    assert run_of_file(outputs.articles) is None


def test_folders_and_files_give_each_run_once_and_the_files_of_no_run(write: Write, tmp_path: Path) -> None:
    first, second = write("first", ranks=[1, 2]), write("second")
    foreign = tmp_path / "foreign.tsv"
    foreign.write_bytes(TSV)
    runs, files = read_paths([foreign, second.manifest, second.submission, first.folder, foreign])
    assert [run.run for run in runs] == ["first", "second"]
    assert files == [foreign]
    with pytest.raises(DataError, match="nowhere: there is no such folder or file"):
        read_paths([tmp_path / "nowhere", foreign])

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from mediaeval.errors import OutputError
from mediaeval.outputs import Outputs

MANIFEST = {"identity": "one", "b": [1], "a": "ä"}


@pytest.fixture
def outputs(tmp_path: Path) -> Outputs:
    return Outputs(tmp_path / "split", "run")


def test_equal_bytes_are_left_alone(outputs: Outputs) -> None:
    assert outputs.write_submission(b"a\tb\n", MANIFEST, force=False)
    times = [path.stat().st_mtime_ns for path in (outputs.submission, outputs.manifest)]
    assert not outputs.write_submission(b"a\tb\n", {**MANIFEST, "b": [2]}, force=False)
    assert [path.stat().st_mtime_ns for path in (outputs.submission, outputs.manifest)] == times


def test_other_bytes_of_the_same_plan_are_refused_unless_forced(outputs: Outputs) -> None:
    outputs.write_submission(b"a\tb\n", MANIFEST, force=False)
    with pytest.raises(OutputError, match="exists with other bytes"):
        outputs.write_submission(b"a\tc\n", MANIFEST, force=False)
    assert outputs.submission.read_bytes() == b"a\tb\n"
    assert outputs.write_submission(b"a\tc\n", MANIFEST, force=True)
    assert outputs.submission.read_bytes() == b"a\tc\n"


def test_equal_bytes_of_another_plan_get_its_manifest(outputs: Outputs) -> None:
    outputs.write_submission(b"a\tb\n", MANIFEST, force=False)
    assert not outputs.write_submission(b"a\tb\n", {**MANIFEST, "identity": "two"}, force=True)
    assert json.loads(outputs.manifest.read_text("utf-8"))["identity"] == "two"


@pytest.mark.parametrize("spoil", ["", "not json", '{"other": 1}', None])
def test_a_submission_without_a_manifest_is_somebody_elses(outputs: Outputs, spoil: str | None) -> None:
    outputs.write_submission(b"a\tb\n", MANIFEST, force=False)
    outputs.refuse_other("one", force=False)
    if spoil is None:
        outputs.manifest.unlink()
    else:
        outputs.manifest.write_text(spoil)
    with pytest.raises(OutputError, match="comes from other data, options or weights"):
        outputs.refuse_other("one", force=False)
    outputs.refuse_other("one", force=True)


def test_a_manifest_without_a_submission_may_be_run_again(outputs: Outputs) -> None:
    outputs.write_submission(b"a\tb\n", MANIFEST, force=False)
    outputs.submission.unlink()
    outputs.refuse_other("two", force=False)


def test_the_manifest_is_sorted_and_readable(outputs: Outputs) -> None:
    outputs.write_submission(b"", MANIFEST, force=False)
    text = outputs.manifest.read_text("utf-8")
    assert list(json.loads(text)) == ["a", "b", "identity"]
    assert '"ä"' in text


def test_the_table_of_articles_round_trips(outputs: Outputs) -> None:
    outputs.write_articles({"article": ["1", "2"], "views": [["a", "b"], ["c"]], "scores": [[0.5, 0.25], [1.0]]})
    table = pd.read_parquet(outputs.articles)
    assert list(table["article"]) == ["1", "2"]
    assert [list(row) for row in table["views"]] == [["a", "b"], ["c"]]

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mediaeval.reproduce.choices import Choice, open_choices
from mediaeval.runfile import shipped_run_files


@pytest.mark.parametrize("name", [f"run{n}" for n in range(1, 6)])
def test_every_open_key_of_the_papers_runs_is_found(name: str) -> None:
    path = shipped_run_files()[name]
    text = path.read_text("utf-8")
    choices = open_choices(path)
    assert len(choices) == text.count("\n# open:")
    document = tomllib.loads(text)
    for choice in choices:
        table, key = choice.key.split(".")
        assert tomllib.loads(f"v = {choice.value}")["v"] == document[table][key]
        assert choice.reason[-1] in ".)"
    assert {"text.fields", "augmenter.checkpoint", "submission.key"} <= {choice.key for choice in choices}


def test_a_reason_belongs_to_the_key_below_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    path.write_text(
        '# open: nothing follows\n[a]\n# stated\nx = 1\n# open: why not\n# two lines\ny = [1]\nz = 2\n[[b.c]]\n# open: x\nk = "v"\n'
    )
    assert open_choices(path) == [Choice("a.y", "[1]", "why not two lines"), Choice("b.c.k", '"v"', "x")]


def test_what_was_set_for_the_call_is_what_was_chosen() -> None:
    choices = {c.key: c.value for c in open_choices(shipped_run_files()["run3"], ["reviser.temperature = 0.02"])}
    assert choices["reviser.temperature"] == "0.02"
    assert choices["scoring.order"] == '"B"'

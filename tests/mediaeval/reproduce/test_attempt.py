from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mediaeval.errors import DataError
from mediaeval.plugins import get_plugins
from mediaeval.reproduce.attempt import Attempt, Failure, Preparing, attempt, unexpected
from mediaeval.reproduce.expected import Expected, expectations, select
from mediaeval.reproduce.text import closing_lines, outcome_lines, report
from mediaeval.reproduce.verdict import Judged
from mediaeval.resolve import ResolvedRun, resolve
from mediaeval.results.result import Result
from mediaeval.runfile import find_run_file, read_run_file
from mediaeval.splits import NamedSplit, find_split


@pytest.fixture
def prepare(tmp_path: Path) -> Callable[[Expected], Attempt]:
    """On a machine with no data but what is packaged, and no weights but those of packages."""
    plugins = get_plugins((), False)
    return Preparing(
        lambda name: resolve(read_run_file(find_run_file(name)), plugins),
        lambda name: find_split(name, plugins, tmp_path),
    )


def test_what_is_missing_is_all_told(prepare: Callable[[Expected], Attempt], tmp_path: Path) -> None:
    (wanted,) = select(["run3"], ["2023:RT"])
    ready = prepare(wanted)
    assert not ready.can_run(download=False)
    assert not ready.can_run(download=True)
    assert any(str(tmp_path) in need and need.endswith("rt-test-text.txt") for need in ready.needs.data)
    assert any("open_clip weights ViT-L-14-336" in need for need in ready.needs.files)
    assert any("paraphrase checkpoint" in need for need in ready.needs.files)
    assert ready.assumes == ["transductive"]
    assert [choice.key for choice in ready.choices][:2] == ["text.fields", "text.steps"]
    text = "\n".join(closing_lines([], [ready], []))
    assert "run3 on 2023:RT" in text
    assert all(need in text for need in (*ready.needs.data, *ready.needs.files))
    assert "reviser.temperature = 1.0" in text


def test_the_demo_lacks_nothing(prepare: Callable[[Expected], Attempt]) -> None:
    (wanted,) = select(["demo"], [])
    assert prepare(wanted).can_run(download=False)


def test_figures_over_other_articles_are_not_compared(prepare: Callable[[Expected], Attempt]) -> None:
    (wanted,) = select(["demo"], [])
    ready = prepare(replace(wanted, articles=321))
    assert list(ready.needs.data) == ["the same articles: 320 have ground truth here, and the figures are over 321"]


def test_weights_alone_may_be_hoped_for(prepare: Callable[[Expected], Attempt]) -> None:
    (wanted,) = select(["run1"], ["2023:RT"])
    ready = prepare(replace(wanted, split="demo:demo", articles=320))
    assert (ready.can_run(download=False), ready.can_run(download=True)) == (False, True)


def test_a_run_that_stops_is_told_and_is_not_good(prepare: Callable[[Expected], Attempt]) -> None:
    def stops(run: ResolvedRun, named: NamedSplit) -> Result | None:
        raise DataError(f"{run.name} on {named.name}: no.", hint="Try\nagain.")

    (wanted,) = select(["demo"], [])
    ready = prepare(wanted)
    outcome = attempt(ready, stops)
    assert isinstance(outcome, Failure)
    assert (outcome.reason, outcome.good) == ("demo on demo:demo: no. Try again.", False)
    assert list(outcome_lines(outcome)) == ["failed: demo on demo:demo: demo on demo:demo: no. Try again."]
    assert report([ready], [outcome], [])["runs"][0]["verdict"] == "failed"


def test_what_the_pipeline_gives_is_judged(prepare: Callable[[Expected], Attempt]) -> None:
    def nothing_found(run: ResolvedRun, named: NamedSplit) -> Result | None:
        return Result(run.name, named.name, [str(n) for n in range(320)], np.zeros(320, dtype=np.int64))

    (wanted,) = select(["demo"], [])
    ready = prepare(wanted)
    outcome = attempt(ready, nothing_found)
    assert isinstance(outcome, Judged)
    assert (str(outcome.verdict), outcome.gaps[0].articles) == ("off", pytest.approx(-214, abs=0.01))
    assert "off: demo on demo:demo, 320 articles" in list(outcome_lines(outcome))
    assert report([ready], [outcome], ["x"])["runs"][0]["figures"][0]["verdict"] == "off"


def test_run_files_without_figures_are_named_and_files_of_other_commands_are_not() -> None:
    names = unexpected(expectations())
    assert not {"demo", "mini", "run1", "corpus-demo"} & set(names)
    assert unexpected([]) == sorted({*names, *(one.run_file for one in expectations())}, key=lambda n: n + ".toml")

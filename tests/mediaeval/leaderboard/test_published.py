from __future__ import annotations

import pytest

from mediaeval.leaderboard.published import PublishedRun, publication, same_split
from mediaeval.plugins import get_plugins
from mediaeval.results.metrics import OFFICIAL, Measure
from mediaeval.runfile import shipped_run_files
from mediaeval.splits import find_split


def test_what_the_task_published_is_there() -> None:
    teams: dict[tuple[str, str], int] = {}
    for run in publication().runs:
        teams[run.team, run.split.title] = teams.get((run.team, run.split.title), 0) + 1
    expected = {("CERTH-ITI", split): 5 for split in ("GDELT-P1", "GDELT-P2", "RT", "NewsImages 2022 training data")}
    expected |= {("UZH", split): 5 for split in ("GDELT-P1", "GDELT-P2", "RT")}
    expected |= {("SSN", "GDELT-P1"): 1, ("SSN", "GDELT-P2"): 1, ("baseline", "GDELT-P1"): 1, ("HCMUS", "KStA 2021"): 1}
    assert teams == expected


@pytest.mark.parametrize("run", publication().runs, ids=lambda run: f"{run.team} {run.run} {run.split.title}")
def test_a_recall_is_a_share_of_the_articles(run: PublishedRun) -> None:
    """A digit that was copied wrongly would be none, but for one case in 66 or fewer."""
    for measure, text in run.figures.items():
        if measure.kind == "Recall" and "as it was printed" not in run.note:
            articles, decimals = run.split.articles, len(text.partition(".")[2])
            nearest = round(float(text) * articles) / articles
            assert abs(nearest - float(text)) <= 0.5 * 10**-decimals + 1e-12, (measure, text)


@pytest.mark.parametrize("run", publication().runs, ids=lambda run: f"{run.team} {run.run} {run.split.title}")
def test_figures_agree_with_each_other(run: PublishedRun) -> None:
    recalls = [float(run.figures[m]) for m in OFFICIAL if m.kind == "Recall" and m in run.figures]
    assert recalls == sorted(recalls)
    mrr = run.figures.get(Measure("MRR", 100))
    if mrr is not None:  # every image is at the worst, or at the best, rank of its interval
        shares = [b - a for a, b in zip([0.0, *recalls], recalls, strict=False)]
        lowest = sum(share / last for share, last in zip(shares, (5, 10, 50, 100), strict=True))
        highest = sum(share / first for share, first in zip(shares, (1, 6, 11, 51), strict=True))
        assert lowest - 1e-3 <= float(mrr) <= highest + 1e-3


def test_splits_and_run_files_are_known_by_the_names_of_this_project() -> None:
    plugins = get_plugins((), False)
    for name in publication().splits:
        assert find_split(name, plugins, data=shipped_run_files()["run1"].parent).name == name
    named = {run.run_file for run in publication().runs if run.run_file}
    assert named == {f"run{n}" for n in range(1, 6)}
    assert named <= set(shipped_run_files())


def test_parts_of_a_union_stand_in_any_order() -> None:
    assert same_split("2022:RT/train+2022:RSS/train", "2022:RSS/train+2022:RT/train")
    assert not same_split("2022:RT/train", "2022:RSS/train+2022:RT/train")
    union = publication().split("2022:TW/train+2022:RT/train+2022:RSS/train")
    assert union is not None
    assert union.articles == 8017


def test_every_source_can_be_read_up() -> None:
    for run in publication().runs:
        assert run.source.url.startswith("https://") or run.team == "baseline"

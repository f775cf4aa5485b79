from __future__ import annotations

import numpy as np
import pytest

from mediaeval.report.drawings import BINS, CUTOFFS, hub_curves, intervals, rank_histogram, recall_curve
from mediaeval.report.hubs import count_occurrences
from mediaeval.results.figures import measured
from mediaeval.results.metrics import COMPARED, Measure
from mediaeval.results.result import Result, printed

pytest.importorskip("matplotlib")


def result(ranks: list[int]) -> Result:
    return Result("r", "s", [str(n) for n in range(len(ranks))], np.array(ranks))


RESULTS = {"A": result([1, 2, 4, 7, 30, 0]), "B": result([1, 1, 1, 250, 60, 12])}


def test_the_curves_table_has_the_figures_of_the_result() -> None:
    drawing = recall_curve(RESULTS)
    assert drawing.head == ["Run", *(f"K = {k}" for k in CUTOFFS)]
    for row, (mark, own) in zip(drawing.rows, RESULTS.items(), strict=True):
        assert row == [mark, *(printed(Measure("Recall", k)(own.ranks)) for k in CUTOFFS)]
    assert [svg.count("<svg") for svg in drawing.svg] == [1, 1]
    assert ">A<" in drawing.svg[0]


def test_the_histogram_counts_every_article_once() -> None:
    rows = rank_histogram(RESULTS).rows
    assert rows == [["A", "1", "1", "1", "1", "0", "1", "0", "1"], ["B", "3", "0", "0", "0", "1", "0", "1", "1"]]
    assert len(rows[0]) == len(BINS) + 2


def test_intervals_are_those_of_the_leaderboard() -> None:
    figures = {
        mark: own[COMPARED] for mark, own in zip(RESULTS, measured(list(RESULTS.values()), [COMPARED]), strict=True)
    }
    rows = intervals(figures, COMPARED).rows
    assert [row[1] for row in rows] == [figure.text for figure in figures.values()]


def test_hub_curves_say_how_the_counts_lie() -> None:
    hubs = {
        "A": {"before revision": count_occurrences([["a"], ["a"], ["b"]], 4)},
        "B": {"as they are": count_occurrences([], 4)},
    }
    rows = hub_curves(hubs, 10).rows
    assert rows[0][:3] == ["A", "before revision", "2"]
    assert rows[0][-1] == "0"
    assert rows[1][2:] == ["0"] * 6


def test_many_runs_are_drawn_too() -> None:
    many = {str(n): RESULTS["A"] for n in range(13)}
    assert len(rank_histogram(many).rows) == 13
    assert len(recall_curve(many).svg) == 2

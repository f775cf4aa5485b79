from __future__ import annotations

from collections.abc import Callable

import pytest

from mediaeval.errors import MediaevalError
from mediaeval.leaderboard.building import make_board
from mediaeval.leaderboard.layouts import full, paper
from mediaeval.leaderboard.table import Document
from mediaeval.results.metrics import Measure
from mediaeval.results.result import Result

Make = Callable[..., Result]

TABLE_1A = """\
GDELT-P1 | Run #1 | 0.76733 | 0.84000 | 0.93533 | 0.96000 | 0.62368
 | Run #2 | 0.77800 | 0.85133 | 0.94267 | 0.96867 | 0.62431
 | Run #3 | 0.76933 | 0.84467 | 0.93933 | 0.97067 | 0.62380
 | Run #4 | 0.77933 | 0.84867 | 0.94533 | 0.97067 | 0.62972
 | Run #5 | 0.76933 | 0.84400 | 0.93733 | 0.96867 | 0.62716
GDELT-P2 | Run #1 | 0.69067 | 0.77600 | 0.90133 | 0.93200 | 0.56156
 | Run #2 | 0.64133 | 0.73533 | 0.86933 | 0.92267 | 0.52082
 | Run #3 | 0.63867 | 0.72667 | 0.87067 | 0.91533 | 0.51986
 | Run #4 | 0.64400 | 0.73267 | 0.87800 | 0.92867 | 0.52615
 | Run #5 | 0.64267 | 0.73200 | 0.87333 | 0.91933 | 0.52025
RT | Run #1 | 0.34400 | 0.43800 | 0.63333 | 0.71300 | 0.26153
 | Run #2 | 0.33467 | 0.41100 | 0.60033 | 0.68633 | 0.24712
 | Run #3 | 0.34733 | 0.43267 | 0.63000 | 0.71300 | 0.26048
 | Run #4 | 0.33967 | 0.41700 | 0.60900 | 0.69300 | 0.25292
 | Run #5 | 0.35400 | 0.43633 | 0.63300 | 0.71933 | 0.26162"""

TABLE_1B = """\
NewsImages 2022 training data | Run #1 | 0.43720 | 0.51466 | 0.6919 | 0.75926 | 0.343
 | Run #2 | 0.45129 | 0.53137 | 0.71286 | 0.77548 | 0.354
 | Run #3 | 0.45503 | 0.53711 | 0.71261 | 0.77959 | 0.356
 | Run #4 | 0.44917 | 0.53561 | 0.71373 | 0.78047 | 0.356
 | Run #5 | 0.45603 | 0.5401 | 0.71673 | 0.78358 | 0.357"""


def lines(document: Document) -> list[str]:
    return ["\n".join(" | ".join(cell.text for cell in row) for row in table.rows) for table in document.tables]


def test_table_1_comes_out_as_the_paper_prints_it() -> None:
    document = paper(make_board([], shown="published"))
    assert lines(document) == [TABLE_1A, TABLE_1B]
    assert [table.headers for table in document.tables] == [
        ["Test dataset", "", "R@5", "R@10", "R@50", "R@100", "MRR"]
    ] * 2
    assert [sorted(table.breaks) for table in document.tables] == [[5, 10], []]
    assert [table.title[:3] for table in document.tables] == ["A. ", "B. "]
    best = [[cell.text for cell in row if cell.best] for row in document.tables[0].rows]
    assert best[:5] == [[], ["0.85133"], ["0.97067"], ["0.77933", "0.94533", "0.97067", "0.62972"], []]


def test_our_runs_stand_below_the_papers_in_its_shape(make_result: Make) -> None:
    runs = [make_result(name, split) for split in ("2023:RT", "demo:demo") for name in ("run10", "run3", "mine")]
    document = paper(make_board(runs, everything=True))
    names = [row[1].text for row in document.tables[0].rows]
    numbered = [f"Run #{n}" for n in range(1, 6)]
    assert names == [
        *(numbered * 3), "mine (ours)", "Run #3 (ours)", "Run #10 (ours)", "mine", "Run #3", "Run #10",
    ]  # fmt: skip
    alone = paper(make_board(runs, shown="ours"))
    assert [row[1].text for row in alone.tables[0].rows] == ["mine", "Run #3", "Run #10"] * 2
    assert alone.tables[0].title == "A. Evaluation results on the testing datasets."


def test_other_teams_have_no_place_in_the_papers_table() -> None:
    with pytest.raises(MediaevalError, match="nothing to show in the paper's shape"):
        paper(make_board([], splits=["2021:KStA"]))
    assert paper(make_board([], splits=["2023:GDELT-P1"])).notes == []


def test_the_full_layout_has_everything_that_a_row_has(make_result: Make) -> None:
    runs = [make_result("a"), make_result("b", step=0.9)]
    mrr = Measure.parse("MRR@100")
    (table,) = full(make_board(runs), (mrr,)).tables
    assert table.headers == [
        "Run", "From", "Assumes", "Articles", "Recall@5", "Recall@10", "Recall@50", "Recall@100", "MRR@100", "Tied",
    ]  # fmt: skip
    rows = {row[0].text: row for row in table.rows}
    assert [cell.text for cell in rows["b"][1:4]] == ["ours", "transductive", "300"]
    assert rows["a"][-1].text != rows["b"][-1].text
    assert [bool(cell.interval) for cell in rows["a"]] == [False] * 8 + [True, False]
    assert rows["Run #1, ViT-H/14_ds"][1].text == "CERTH-ITI, published [1]"
    assert all(len(row) == len(table.headers) == len(table.numeric) for row in table.rows)


def test_what_is_not_shown_is_not_explained(make_result: Make) -> None:
    bare = full(make_board([make_result("a")], shown="ours"), ())
    assert bare.rules == []
    assert [rule.partition(":")[0] for rule in full(make_board([]), (Measure.parse("MRR@100"),)).rules] == [
        "Intervals of published rows"
    ]

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from mediaeval.leaderboard.building import make_board
from mediaeval.leaderboard.write import written
from mediaeval.results.result import Result


def test_csv_has_a_line_for_each_row_and_every_interval(make_result: Callable[..., Result]) -> None:
    mine = make_result('a "quoted", name', step=0.2)
    rows = list(csv.DictReader(io.StringIO(written(make_board([mine]), "csv"))))
    assert len(rows) == 11
    (own,) = [row for row in rows if row["published"] == "no"]
    assert (own["run"], own["split"], own["assumes"]) == (mine.run, "2023:RT", "transductive")
    assert float(own["MRR@100"]) == mine.figures()["MRR@100"]
    assert float(own["Recall@5 low"]) < float(own["Recall@5"]) < float(own["Recall@5 high"])
    certh = next(row for row in rows if row["team"] == "CERTH-ITI" and row["run"] == "Run #1")
    assert (certh["MRR@100"], certh["method"]) == ("0.26153", "ViT-H/14_ds")
    assert certh["source"].startswith("https://")


def test_what_was_not_published_is_empty() -> None:
    (row,) = csv.DictReader(io.StringIO(written(make_board([], splits=["2021:KStA"]), "csv")))
    assert (row["Recall@5"], row["Recall@5 low"], row["Recall@100"]) == ("", "", "0.77441")


def test_json_is_the_board(make_result: Callable[..., Result]) -> None:
    board = make_board([make_result("mine")])
    assert json.loads(written(board, "json")) == board.to_json()

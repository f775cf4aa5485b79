from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mediaeval.errors import MediaevalError
from mediaeval.leaderboard.building import make_board
from mediaeval.leaderboard.sorting import Sorting
from mediaeval.leaderboard.write import format_of_file, written
from mediaeval.results.metrics import Measure
from mediaeval.results.result import Result


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.md", "markdown"), ("a.CSV", "csv"), ("a.json", "json"), ("table.tex", "latex"), ("a.b.htm", "html")],
)
def test_the_ending_says_the_form(name: str, form: str) -> None:
    assert format_of_file(Path(name)) == form


def test_another_ending_is_refused() -> None:
    with pytest.raises(MediaevalError, match=r"a.pdf: its name does not say what to write; such names end in .md, "):
        format_of_file(Path("a.pdf"))


def test_intervals_stand_where_asked(make_result: Callable[..., Result]) -> None:
    board = make_board([make_result("mine")], shown="ours")
    (row,) = [line for line in written(board, "markdown", intervals="all").splitlines() if line.startswith("| mine")]
    assert row.count("[") == 5
    assert "[" not in written(board, "markdown", intervals="none")
    sorting = Sorting(Measure.parse("Recall@10"))
    (row,) = [line for line in written(board, "markdown", sorting=sorting).splitlines() if line.startswith("| mine")]
    assert ["[" in cell for cell in row.split("|")[4:9]] == [False, True, False, False, False]

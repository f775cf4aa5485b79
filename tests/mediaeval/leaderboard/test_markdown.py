from __future__ import annotations

from collections.abc import Callable

from mediaeval.leaderboard.building import make_board
from mediaeval.leaderboard.markdown import markdown
from mediaeval.leaderboard.table import Cell, Document, Table
from mediaeval.leaderboard.write import written
from mediaeval.results.result import Result


def test_a_table_is_a_pipe_table(make_result: Callable[..., Result]) -> None:
    text = written(make_board([make_result("mine")], shown="ours"), "markdown")
    assert text.startswith("## RT (2023:RT)\n\n| Run   | From   |   Articles |")
    (row,) = [line for line in text.splitlines() if line.startswith("| mine")]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    result = make_result("mine")
    assert cells[3:7] == [f"{result.figures()[f'Recall@{k}']:.5f}" for k in (5, 10, 50, 100)]
    assert cells[7].startswith(f"{result.figures()['MRR@100']:.5f} [0.")
    assert text.endswith("10,000 drawings.\n")


def test_names_are_data() -> None:
    cells = [Cell("a|b"), Cell("<img src=x>"), Cell("_x_ *y* `z` ~q~"), Cell("two\nlines"), Cell("[l](u) &amp; run_1")]
    table = Table("A | title", ["h"] * 5, [False] * 5, [cells])
    text = markdown(Document("t", [table], [], [], []))
    assert text.splitlines()[-1] == (
        r"| a\|b | \<img src=x> | \_x\_ \*y\* \`z\` \~q\~ | two lines | [l\](u) \&amp; run_1 |"
    )


def test_notes_and_sources_stand_below() -> None:
    document = Document("t", [Table("T", ["h"], [False], [])], ["rule"], ["note"], ["one", "two"])
    assert markdown(document).endswith("- rule\n- note\n\nPublished:\n\n1. one\n2. two\n")

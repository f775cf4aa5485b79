from __future__ import annotations

from collections.abc import Callable

import pytest

from mediaeval.errors import MediaevalError
from mediaeval.leaderboard.building import make_board
from mediaeval.leaderboard.sorting import Sorting
from mediaeval.results.metrics import OFFICIAL, Measure
from mediaeval.results.result import Result
from mediaeval.results.significance import sign_flip

MRR = Measure.parse("MRR@100")
Make = Callable[..., Result]


def test_our_runs_stand_among_the_published_ones_of_their_split(make_result: Make) -> None:
    board = make_board([make_result("mine")])
    (section,) = board.sections
    assert (section.split, section.title, len(section.rows)) == ("2023:RT", "RT", 11)
    values = [row.figures[MRR].value for row in section.rows]
    assert values == sorted(values, reverse=True)
    (mine,) = [row for row in section.rows if row.published is None]
    assert (mine.run, mine.tied, mine.articles) == ("mine", "", 300)
    assert [source.key for source in board.sources] == ["certh-2023", "uzh-2023"]
    assert any("predictionErrorCount" in caution for caution in board.cautions)


def test_each_kind_of_row_can_be_left_out(make_result: Make) -> None:
    result = make_result("mine")
    (section,) = make_board([result], shown="ours").sections
    assert [row.run for row in section.rows] == ["mine"]
    everything = make_board([result], shown="published")
    assert [section.title for section in everything.sections] == [
        "GDELT-P1", "GDELT-P2", "RT", "NewsImages 2022 training data", "KStA 2021",
    ]  # fmt: skip
    assert all(row.published for section in everything.sections for row in section.rows)
    assert [section.split for section in make_board([], splits=["2023:RT"]).sections] == ["2023:RT"]
    own = make_board([make_result("mine", "demo:demo")], everything=True)
    assert [section.split for section in own.sections][-1] == "demo:demo"
    assert len(own.sections) == 6


def test_a_union_is_found_whatever_its_order(make_result: Make) -> None:
    board = make_board([make_result("mine", "2022:RT/train+2022:TW/train+2022:RSS/train")])
    assert (board.sections[0].title, len(board.sections[0].rows)) == ("NewsImages 2022 training data", 6)


def test_nothing_to_show_is_an_error(make_result: Make) -> None:
    with pytest.raises(MediaevalError, match="nothing to show for demo:demo: no run with a score and no published row"):
        make_board([], splits=["demo:demo"])
    with pytest.raises(MediaevalError, match=r"nothing to show: no run with a score\."):
        make_board([], shown="ours")
    with pytest.raises(MediaevalError, match=r"x\.tsv: was edited"):
        make_board([], shown="ours", notes=["x.tsv: was edited"])


def test_runs_that_cannot_be_told_apart_share_a_letter(make_result: Make) -> None:
    runs = [make_result("far", step=0.9), make_result("best"), make_result("near", step=0.01)]
    assert sign_flip(runs[1].per_article(MRR), runs[2].per_article(MRR)) > 0.05
    (section,) = make_board(runs, shown="ours").sections
    assert [(row.run, row.tied) for row in section.rows] == [("best", "a"), ("near", "a"), ("far", "b")]


def test_runs_on_other_ground_truth_are_told_apart_and_not_tested(make_result: Make) -> None:
    runs = [make_result("a"), make_result("b", step=0.5), make_result("c", truth="u"), make_result("d", truth="u")]
    board = make_board(runs, shown="ours")
    tied = {row.run: row.tied for row in board.sections[0].rows}
    assert (tied["c"], tied["d"]) == ("a\N{PRIME}", "a\N{PRIME}")
    assert any("c, d scored on 300 articles with ground truth u;" in note for note in board.notes)


def test_intervals_and_tests_take_stories_where_asked(make_result: Make) -> None:
    runs = [make_result("a"), make_result("b", step=0.3)]
    titles = {f"a{n}": f"story{n // 30} s{n // 30} t{n // 30}" for n in range(300)}
    plain = make_board(runs, shown="ours").sections[0].rows[0].figures[MRR].interval
    board = make_board(runs, shown="ours", titles={"2023:RT": titles})
    assert board.sections[0].rows[0].figures[MRR].interval != plain
    assert any("bootstrap over stories" in rule for rule in board.rules())
    assert board.to_json()["by"] == "story"


def test_the_best_is_the_highest_as_it_is_printed(make_result: Make) -> None:
    section = make_board([], splits=["2023:GDELT-P1"]).sections[0]
    assert section.best(Measure.parse("Recall@100")) == 0.97067
    best = [row for row in section.rows if row.figures[Measure.parse("Recall@100")].value == 0.97067]
    assert {row.run for row in best} == {"Run #3", "Run #4"}
    assert section.best(Measure.parse("Recall@7")) is None


def test_rows_sort_by_any_measure_or_by_name(make_result: Make) -> None:
    runs = [make_result(name, step=step) for name, step in (("run10", 0.0), ("run2", 0.9), ("run1", 0.5))]

    def order(key: str, *, reverse: bool = False) -> list[str]:
        sorting = Sorting.parse(key, OFFICIAL, reverse=reverse)
        return [row.run for row in make_board(runs, shown="ours", sorting=sorting).sections[0].rows]

    assert order("run") == ["run1", "run2", "run10"]
    assert order("run", reverse=True) == ["run10", "run2", "run1"]
    assert order("mrr@100") == ["run10", "run1", "run2"]
    assert order("Recall@5", reverse=True) == ["run2", "run1", "run10"]
    with pytest.raises(MediaevalError, match="did you mean 'Recall@5'"):
        order("Recall@4")


def test_rows_without_the_measure_stand_last(make_result: Make) -> None:
    for reverse in (False, True):
        sorting = Sorting(MRR, reverse)
        (section,) = make_board([make_result("mine", "2021:KStA")], sorting=sorting).sections
        assert [row.run for row in section.rows] == ["mine", "best run"]


def test_programs_get_what_people_see(make_result: Make) -> None:
    board = make_board([make_result("mine")])
    data = board.to_json()
    rows = data["splits"][0]["rows"]
    assert [row["run"] for row in rows] == [row.run for row in board.sections[0].rows]
    mine = next(row for row in rows if not row["published"])
    assert mine["figures"]["MRR@100"]["value"] == MRR(make_result("mine").ranks)
    assert all(row["source"] in data["sources"] for row in rows if row["published"])

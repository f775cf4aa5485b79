from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from mediaeval.leaderboard.building import make_board
from mediaeval.report.contents import FEW, Contents, Run, describe, titles_of
from mediaeval.report.runs import ShownRun
from mediaeval.results.metrics import COMPARED
from mediaeval.split import Article, Split

pytest.importorskip("matplotlib")


def test_the_leaderboard_is_the_one_of_the_command(split: Split, runs: Sequence[ShownRun], contents: Contents) -> None:
    standings = contents.standings
    board = make_board([run.result for run in runs if run.result is not None], splits=[split.name])
    assert standings is not None
    assert standings.board == board
    values = [one.row.figures[COMPARED].value for one in standings.rows]
    assert values == sorted(values, reverse=True)
    assert [one.run.mark for one in standings.rows if one.run] == ["A", "B"]


def test_stories_are_drawn_whole_when_asked(
    split: Split, truth: Mapping[str, str], runs: Sequence[ShownRun], contents: Contents
) -> None:
    by_article = contents.standings
    by_story = describe(split, truth, runs, by_story=True).standings
    assert by_article is not None
    assert by_story is not None
    first, second = (one.rows[0].row.figures[COMPARED] for one in (by_article, by_story))
    assert first.value == second.value
    assert first.interval != second.interval  # all storms are one story
    assert any("stories" in line for line in by_story.board.rules())


def test_slices_part_the_figures(contents: Contents) -> None:
    for table in contents.slices:
        for row in table.rows:
            articles = set(table.slices.articles(row.value))
            assert row.articles == len(articles)
            assert row.enough == (len(articles) >= FEW)
            for run, cell in zip(contents.runs, row.cells, strict=True):
                result = run.shown.result
                assert result is not None
                own = [place for place, article in enumerate(result.articles) if article in articles]
                assert (cell is None) == (not own)
                if cell is not None:
                    assert cell.value == pytest.approx(result.per_article(COMPARED)[own].mean())
    names = [table.slices.name for table in contents.slices]
    assert names[0] == "Length of the title"
    assert names[-2:] == ["Label: origin </title>", "Label: topic"]


def test_hubs_before_and_after(contents: Contents) -> None:
    kinds = {hubs.run.name: list(hubs.kinds) for hubs in contents.hubs}
    assert kinds["revised"] == ["before revision", "after revision"]
    assert kinds["<img src=x onerror=window.pwned=9>"] == ["as they are"]
    for hubs in contents.hubs:
        for picture in hubs.pictures:
            after = sum(picture.id in images for images in hubs.run.shown.lists.values())
            before = sum(picture.id in images for images in hubs.run.shown.unrevised.values())
            assert (picture.before, picture.after) == (before if hubs.run.shown.unrevised else None, after)


def test_shares_of_labels(contents: Contents) -> None:
    (shares,) = contents.shares
    assert [name for name, _ in shares.rows] == ["<i>generated</i>", "photograph"]
    assert [round(sum(column), 9) for column in zip(*(own for _, own in shares.rows), strict=True)] == [1.0] * 5
    assert shares.rows[1][1][0] == pytest.approx(34 / 100)


def test_without_ground_truth_there_are_lists_and_hubs(split: Split, make_run: Callable[..., ShownRun]) -> None:
    contents = describe(split, None, [make_run("b", 1.0, scored=False), make_run("a", 1.0, scored=False)])
    assert contents.standings is None
    assert not contents.figures
    assert not contents.truth
    assert all(not row.cells for table in contents.slices for row in table.rows)
    assert len(contents.hubs) == 2


def test_marks_go_on_after_z(make_run: Callable[..., ShownRun]) -> None:
    run = make_run("x", 1.0)
    assert [Run(number, run).mark for number in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


def test_where_a_folder_lies_is_not_told(contents: Contents) -> None:
    moved = replace(contents, split=replace(contents.split, name="folder:/home/ann/news+2023:RT/train"))
    assert moved.title == "folder:news+2023:RT/train"
    assert contents.title == contents.split.name


def test_titles_of_an_article() -> None:
    article = Article("a", {}, {"titleEN": "In English", "title": "Im Original", "text": "body"})
    assert titles_of(article) == ["Im Original", "In English"]
    assert titles_of(replace(article, texts={"title": "same", "titleEN": "same"})) == ["same"]
    assert titles_of(replace(article, texts={"text": "body", "title": " "})) == [""]

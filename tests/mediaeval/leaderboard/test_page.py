from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from mediaeval.leaderboard.building import make_board
from mediaeval.leaderboard.page import page
from mediaeval.leaderboard.table import Cell, Document, Table
from mediaeval.leaderboard.write import written
from mediaeval.results.result import Result

HOSTILE = "</td><script>alert(1)</script><img src=x onerror=alert(2)>&amp;\"'\x00"


class Tags(HTMLParser):
    """Names of all elements, addresses that they load, and the text of cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.loads: list[str] = []
        self.cells: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href", "onerror")]
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def test_names_are_data() -> None:
    table = Table(HOSTILE, [HOSTILE], [False], [[Cell(HOSTILE)]])
    found = Tags(page(Document(HOSTILE, [table], [HOSTILE], [HOSTILE], [HOSTILE])))
    assert (found.names.count("script"), found.names.count("img"), found.loads) == (1, 0, [])
    assert found.cells[0].startswith(HOSTILE.replace("\x00", "\ufffd"))


def test_a_page_loads_nothing(make_result: Callable[..., Result]) -> None:
    found = Tags(written(make_board([make_result("mine")]), "html", intervals="all"))
    assert found.loads == []
    assert found.names.count("table") == 1
    assert found.names.count("tr") == 12


@pytest.fixture
def board_page(browser: Any, tmp_path: Path, make_result: Callable[..., Result]) -> Iterator[Any]:
    """The page of three runs and the published ones, opened from disk; a complaint of the browser fails the test."""
    runs = [make_result(name, step=step) for name, step in (("run10", 0.0), ("run2", 0.9), (HOSTILE[:-1], 0.5))]
    path = tmp_path / "board.html"
    path.write_text(written(make_board(runs), "html", intervals="all"), "utf-8")
    complaints: list[str] = []
    opened = browser.new_page(viewport={"width": 390, "height": 800})
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: complaints.append(dialog.message))
    opened.goto(path.as_uri())
    yield opened
    opened.close()
    assert complaints == []


def column(board_page: Any, number: int) -> list[str]:
    return [
        text.split("[")[0].strip() for text in board_page.locator(f"tbody td:nth-child({number})").all_inner_texts()
    ]


def test_a_heading_sorts_its_column_both_ways(board_page: Any) -> None:
    recalls = column(board_page, 5)
    heading = board_page.get_by_role("columnheader", name="Recall@5", exact=True)
    heading.get_by_role("button").click()
    assert column(board_page, 5) == sorted(recalls, reverse=True)
    assert heading.get_attribute("aria-sort") == "descending"
    heading.get_by_role("button").press("Enter")
    assert column(board_page, 5) == sorted(recalls)
    assert heading.get_attribute("aria-sort") == "ascending"
    board_page.get_by_role("button", name="Run", exact=True).click()
    names = column(board_page, 1)
    assert names.index("run2") < names.index("run10")
    assert heading.get_attribute("aria-sort") is None


def test_a_phone_scrolls_the_table_and_not_the_page(board_page: Any) -> None:
    width = board_page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    assert board_page.evaluate("document.querySelector('.wide').scrollWidth") > 390
    assert HOSTILE[:-1] in column(board_page, 1)

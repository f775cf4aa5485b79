from __future__ import annotations

import datetime as dt
from email.utils import format_datetime
from typing import Any

import pytest

from mediaeval_plugins.corpora.corpusfile import DownloadTable
from mediaeval_plugins.corpora.fetching import Body, Failure, Fetcher, Moved, _wait
from mediaeval_plugins.corpora.journal import Outcome

QUICK = DownloadTable(timeout=0.5, deadline=1.0, max_bytes=200_000)


def test_an_answer_is_a_body_another_place_or_a_failure(server: Any) -> None:
    fetcher = Fetcher(QUICK, "test/1")
    body = fetcher.get(server.url("good/1.jpg"))
    assert isinstance(body, Body)
    assert body.data.startswith(b"\xff\xd8")
    assert fetcher.get(server.url("circle/a")) == Moved(server.url("circle/b"))
    busy = fetcher.get(server.url("busy/1"))
    assert busy == Failure(Outcome.RATE_LIMITED, "status 429", 1.0, pause=True, status=429)
    page = fetcher.get(server.url("article/with"), page=True)
    assert isinstance(page, Body)
    assert b"og:image" in page.data
    assert server.agents == {"test/1"}


def test_of_a_long_page_the_beginning_will_do(server: Any) -> None:
    page = Fetcher(QUICK, "test/1").get(server.url("giant/1"), page=True, limit=100_000)
    assert isinstance(page, Body)
    assert 100_000 < len(page.data) < 300_000


def test_a_retry_after_is_a_number_or_a_date() -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90)
    assert _wait("120") == 120
    assert _wait(format_datetime(later, usegmt=True)) == pytest.approx(90, abs=3)
    assert _wait("Fri, 31 Dec 1999 23:59:59 GMT") == 0
    assert [_wait(text) for text in ("", "soon", "-3", "1e9999")] == [None] * 4

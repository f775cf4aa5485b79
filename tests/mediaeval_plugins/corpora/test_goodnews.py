from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mediaeval import DataError
from mediaeval.testing import checks
from mediaeval_plugins.corpora.goodnews import GoodNews

Put = Callable[..., Path]

ARTICLES = {
    "5362a1": {"images": {"0": "Caption", "3": "Another"}, "headline": {"main": "A &amp; B"}, "article": "Text",
               "article_url": "https://www.nytimes.com/a"},
    "5362b2": {"images": {"0": "Caption"}, "headline": {}, "article": "Text"},
    "5362c3": {"images": {}, "headline": {"main": "None"}},
}  # fmt: skip
URLS = {"5362a1": {"0": "https://static01.nyt.com/0.jpg", "3": "https://static01.nyt.com/3.jpg"}, "other": {"0": "x"}}


@pytest.fixture
def articles(put: Put) -> Path:
    put("images/5362a1_0.jpg", b"x")
    return put("captioning_dataset.json", json.dumps(ARTICLES))


def test_a_pair_for_each_picture_of_an_article(articles: Path, tmp_path: Path) -> None:
    images = tmp_path / "images"
    pairs = list(GoodNews(path=articles).pairs())
    assert [(pair.id, pair.title, pair.image, pair.group) for pair in pairs] == [
        ("5362a1_0", "A & B", images / "5362a1_0.jpg", "5362a1"),
        ("5362a1_3", "A & B", images / "5362a1_3.jpg", "5362a1"),
        ("5362b2_0", "", images / "5362b2_0.jpg", "5362b2"),
    ]


def test_addresses_stand_in_for_pictures_that_are_not_there(articles: Path, put: Put, tmp_path: Path) -> None:
    corpus = GoodNews(path=articles, image_urls=put("image_urls.json", json.dumps(URLS)))
    images = tmp_path / "images"
    assert [pair.image for pair in corpus.pairs()] == [
        images / "5362a1_0.jpg", "https://static01.nyt.com/3.jpg", images / "5362b2_0.jpg",
    ]  # fmt: skip
    assert set(corpus.fingerprint()["files"]) == {"captioning_dataset.json", "image_urls.json"}


def test_it_keeps_every_promise_of_its_role(articles: Path) -> None:
    for check in checks("corpus", GoodNews, path=str(articles)):
        check()


@pytest.mark.parametrize(
    ("content", "message"),
    [("[1]", "is no object with articles"), ('{"a": 1}', "'a' is no object"), ('{"a": {"images": [1]}}', "'images' of article 'a'"), ('{"a": {', "is not JSON")],
)  # fmt: skip
def test_another_file_is_refused(put: Put, content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        list(GoodNews(path=put("x.json", content)).pairs())

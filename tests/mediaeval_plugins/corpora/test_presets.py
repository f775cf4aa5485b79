"""The named corpora, each on a sample in its true shape."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval import DataError, Pair, PluginError
from mediaeval.plugins import get_plugins
from mediaeval.records import Corpus
from mediaeval.testing import checks_of
from mediaeval_plugins.corpora.presets import BBC, CNN, AlJazeera, Bloomberg, BreakingNews, HuffPost, N24News

Put = Callable[..., Path]

AL_JAZEERA = {
    "_id": "0e1f", "url": "https://www.aljazeera.com/news/2020/1/1/a", "title": "Iraq&#8217;s protests: What we know",
    "news_sub_header": "More", "content": "Text", "raw_content": "<div><p>Text</p></div>",
    "header_image": "https://www.aljazeera.com/wp-content/a.jpg?resize=770%2C513", "images": ["https://www.aljazeera.com/b.jpg"],
    "author": "X", "category": "News", "sub_category": "", "language": "en", "website": "aljazeera",
    "news_post_date": "1 Jan 2020", "epoch_time": 1577836800,
}  # fmt: skip
CNN_RECORD = {
    "title": "A headline\n", "short_description": "Short", "content": "Text", "raw_content": "<div></div>",
    "header_image": "//cdn.cnn.com/cnnnext/dam/assets/a-super-169.jpg",
}  # fmt: skip
BBC_RECORD = {"title": "Uk news", "content": "Text", "short_description": "S", "url": "https://www.bbc.co.uk/news/uk-1"}
BLOOMBERG = {
    "url": "https://www.bloombergquint.com/a", "title": "Sensex < 40,000", "short_description": "S", "author": "A",
    "date_created": "2020-01-01", "date_modified": "", "category": "markets", "publisher": "BQ", "scraped_at": "x",
    "raw_description": '<div><p>Text</p><figure><img data-src="https://images.assettype.com/bq/a.jpg"></figure></div>',
    "description": "Text",
}  # fmt: skip
HUFFPOST = {
    "headline": "What <i>He</i> Said", "short_description": "S", "raw_description": '<p class="x">He said, "no",\nand left.</p>',
    "description": "He said", "article_section": "Politics", "tags": "a,b", "published_at": "2021",
    "primary_image": "https://img.huffingtonpost.com/asset/a.jpeg?ops=scalefit_720_noupscale",
}  # fmt: skip


def table(*rows: dict[str, Any]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def only(pairs: Any) -> Pair:
    (pair,) = pairs
    return pair


@pytest.mark.parametrize(
    "content", [json.dumps([AL_JAZEERA]), json.dumps(AL_JAZEERA) + "\n" + json.dumps(AL_JAZEERA) + "\n"]
)
def test_al_jazeera(put: Put, content: str) -> None:
    pair = next(AlJazeera(path=put("data_world_example.json", content)).pairs())
    assert (pair.title, pair.image) == ("Iraq\u2019s protests: What we know", AL_JAZEERA["header_image"])
    bare = {**AL_JAZEERA, "header_image": ""}
    assert only(AlJazeera(path=put("b.json", json.dumps([bare]))).pairs()).image == "https://www.aljazeera.com/b.jpg"


def test_cnn(put: Put) -> None:
    pair = only(CNN(path=put("cnn_data.json", json.dumps([CNN_RECORD]))).pairs())
    assert (pair.title, pair.image) == ("A headline", "https://cdn.cnn.com/cnnnext/dam/assets/a-super-169.jpg")


def test_bbc(put: Put) -> None:
    plain = only(BBC(path=put("bbc_news_list_uk.json", json.dumps([BBC_RECORD]))).pairs())
    within = only(BBC(path=put("copy.json", json.dumps({"news": [BBC_RECORD]})), within="news").pairs())
    assert plain == within
    assert (plain.title, plain.image, plain.page) == ("Uk news", None, "https://www.bbc.co.uk/news/uk-1")


def test_huffpost(put: Put) -> None:
    for path in (
        put("huffpost_news_data.csv", table(HUFFPOST)),
        put("huffpost_news_data.json", json.dumps([HUFFPOST])),
    ):
        pair = only(HuffPost(path=path).pairs())
        assert (pair.title, pair.image) == ("What He Said", HUFFPOST["primary_image"])


def test_bloomberg(put: Put) -> None:
    bare = {**BLOOMBERG, "raw_description": "<p>Text</p>"}
    pairs = list(Bloomberg(path=put("bloomberg_quint_news.json", json.dumps([BLOOMBERG, bare]))).pairs())
    assert [pair.title for pair in pairs] == ["Sensex < 40,000"] * 2
    assert [pair.image for pair in pairs] == ["https://images.assettype.com/bq/a.jpg", None]
    assert pairs[1].page == BLOOMBERG["url"]


def n24(number: int, **more: Any) -> dict[str, Any]:
    return {
        "section": "Science", "headline": f"Headline {number}", "abstract": "A", "caption": "C", "body": "B",
        "image_id": f"{number:05d}", "image_url": f"https://static01.nyt.com/images/{number}.jpg",
        "article_url": f"https://www.nytimes.com/{number}.html", **more,
    }  # fmt: skip


def test_n24news(put: Put, tmp_path: Path) -> None:
    records = [n24(1), n24(2), n24(3), n24(4, headline=None, image_url=None)]
    path = put("N24News/news/nytimes_dataset.json", json.dumps(records))
    put("N24News/imgs/00001.jpg", b"x")
    put("N24News/imgs/00002.png", b"x")
    pairs = list(N24News(path=path).pairs())
    images = tmp_path / "N24News" / "imgs"
    assert [pair.image for pair in pairs] == [
        images / "00001.jpg", images / "00002.png", "https://static01.nyt.com/images/3.jpg", images / "00004.jpg",
    ]  # fmt: skip
    assert [pair.title for pair in pairs] == ["Headline 1", "Headline 2", "Headline 3", ""]
    assert [pair.id for pair in pairs] == ["00001", "00002", "00003", "00004"]
    put("full/images/00001.jpg", b"x")
    rebuilt = N24News(path=put("full/nytimes_dataset_full.json", json.dumps(records)))
    assert next(rebuilt.pairs()).image == tmp_path / "full/images/00001.jpg"


def test_breakingnews_takes_nothing_for_granted(put: Put) -> None:
    path = put("mine.tsv", "n1\tA title\thttp://x.example/1.jpg\n")
    mapping = {"title_fields": ("t",), "image_fields": ("u",), "id_field": "n", "columns": ("n", "t", "u")}
    pair = only(BreakingNews(path=path, **mapping).pairs())
    assert (pair.id, pair.title, pair.image) == ("n1", "A title", "http://x.example/1.jpg")
    assert "non-commercial" in pair.licence
    with pytest.raises(TypeError):
        BreakingNews(path=path)
    with pytest.raises(DataError, match="has no field 'x'"):
        next(BreakingNews(path=path, **{**mapping, "title_fields": ("x",)}).pairs())


SHAPES = {
    "al-jazeera": json.dumps([AL_JAZEERA]),
    "cnn": json.dumps([CNN_RECORD]),
    "bbc": json.dumps([BBC_RECORD]),
    "huffpost": json.dumps([HUFFPOST]),
    "bloomberg": json.dumps([BLOOMBERG]),
    "n24news": json.dumps([n24(1), n24(2)]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_each_keeps_every_promise_of_its_role(put: Put, name: str) -> None:
    path = put(f"{name}.json", SHAPES[name])
    for check in checks_of(get_plugins().find(Corpus, name), {"path": str(path)}):
        check()


def test_a_missing_library_is_named(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ijson", None)
    with pytest.raises(PluginError, match=r"reading a JSON file needs ijson") as error:
        list(CNN(path=put("cnn_data.json", json.dumps([CNN_RECORD]))).pairs())
    assert "pip install 'mediaeval[finetune]'" in str(error.value)

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mediaeval import DataError
from mediaeval.testing import checks
from mediaeval_plugins.corpora.recordcorpus import RecordCorpus

Put = Callable[..., Path]


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def table(put: Put) -> Path:
    put("pictures/a.jpg", b"x")
    put("pictures/b.png", b"x")
    return put(
        "news.csv",
        "key,headline,picture,note\n1,<b>One</b>,a.jpg,CC BY\n2,Two,//x.example/2.jpg,\n3,,,\n4,Four,b.jpg,\n",
    )


def test_any_csv_by_the_names_of_its_columns(table: Path, tmp_path: Path) -> None:
    corpus = RecordCorpus(
        path=table, title_fields=("headline",), image_fields=("picture",), id_field="key", images=tmp_path / "pictures",
        licence="mine", licence_field="note",
    )  # fmt: skip
    pairs = list(corpus.pairs())
    assert [pair.id for pair in pairs] == ["1", "2", "3", "4"]
    assert [pair.title for pair in pairs] == ["One", "Two", "", "Four"]
    assert [pair.image for pair in pairs] == [
        tmp_path / "pictures" / "a.jpg", "https://x.example/2.jpg", None, tmp_path / "pictures" / "b.png",
    ]  # fmt: skip
    assert [pair.licence for pair in pairs] == ["CC BY", "mine", "mine", "mine"]


def test_it_keeps_every_promise_of_its_role(table: Path) -> None:
    for check in checks("corpus", RecordCorpus, path=str(table), title_fields=["headline"], image_fields=["picture"]):
        check()


def test_every_image_makes_a_pair_of_one_group(put: Put) -> None:
    path = put(
        "a.jsonl", lines({"id": "x", "title": "T", "images": ["http://x/1", {"url": "http://x/2"}, None, "http://x/1"]})
    )
    options = {"path": path, "image_fields": ("images",), "id_field": "id"}
    assert [(pair.id, pair.image) for pair in RecordCorpus(**options).pairs()] == [("x", "http://x/1")]
    every = list(RecordCorpus(**options, every_image=True).pairs())
    assert [(pair.id, pair.image, pair.group) for pair in every] == [
        ("x", "http://x/1", "x"),
        ("x-1", "http://x/2", "x"),
    ]


def test_a_pattern_makes_the_name_of_a_file_and_an_address_stands_in(put: Put, tmp_path: Path) -> None:
    put("imgs/7.webp", b"x")
    path = put(
        "a.jsonl",
        lines(
            {"title": "T", "n": 7, "url": "http://x/7"},
            {"title": "T", "n": 8, "url": "http://x/8"},
            {"title": "T", "n": 9},
            {"title": "T"},
        ),
    )
    corpus = RecordCorpus(path=path, image_pattern="{n}.jpg", image_fields=("url",), images=tmp_path / "imgs")
    assert [pair.image for pair in corpus.pairs()] == [
        tmp_path / "imgs/7.webp",
        "http://x/8",
        tmp_path / "imgs/9.jpg",
        None,
    ]


def test_several_files_by_a_pattern(put: Put) -> None:
    for name in ("b", "a"):
        put(f"part-{name}.jsonl", lines({"title": name, "image": f"http://x/{name}"}))
    pairs = list(
        RecordCorpus(path=put("part-c.jsonl", lines({"title": "c", "image": None})).parent / "part-*.jsonl").pairs()
    )
    assert [(pair.id, pair.title) for pair in pairs] == [
        ("part-a-row-1", "a"),
        ("part-b-row-1", "b"),
        ("part-c-row-1", "c"),
    ]


def test_a_misspelled_field_is_told_at_the_first_record(table: Path) -> None:
    with pytest.raises(DataError, match=r"line 2: has no field 'headlin' \(title_fields\); did you mean 'headline'\?"):
        list(RecordCorpus(path=table, title_fields=("headlin",), image_fields=("picture",)).pairs())
    with pytest.raises(DataError, match=r"has no field 'pic' \(image_pattern\)"):
        list(RecordCorpus(path=table, title_fields=("headline",), image_pattern="{pic}.jpg").pairs())


def test_files_that_are_missing_are_said(tmp_path: Path) -> None:
    corpus = RecordCorpus(path=tmp_path / "no.csv")
    with pytest.raises(DataError, match=r"no\.csv: no such file"):
        next(corpus.pairs())
    (need,) = corpus.requirements()
    assert need.path is None


def test_the_fingerprint_is_that_of_the_content(put: Put) -> None:
    one = RecordCorpus(path=put("a/x.csv", "title,image\n")).fingerprint()
    assert one == RecordCorpus(path=put("b/x.csv", "title,image\n")).fingerprint()
    assert one != RecordCorpus(path=put("b/x.csv", "title,image\na,b\n")).fingerprint()

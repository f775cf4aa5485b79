from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval import DataError
from mediaeval.testing import checks
from mediaeval_plugins.corpora.nytimes import NYTimes800k

Put = Callable[..., Path]


def caption(order: int, image: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "caption", "order": order, "text": f"Caption {order}", "url": f"https://static01.nyt.com/{order}.jpg",
        "hash": image, "downloaded": True, "facenet_details": {"n_faces": 0}, **more,
    }  # fmt: skip


PARAGRAPH = {"type": "paragraph", "text": "Text"}
HASHES = ["a" * 64, "b" * 64, "c" * 64]
TWO = {
    "_id": "5d0f", "split": "train", "web_url": "https://www.nytimes.com/1", "headline": {"main": " A Day\u2019s Work "},
    "image_positions": [0, 2], "parsed_section": [caption(0, HASHES[0]), PARAGRAPH, caption(1, HASHES[1])],
}  # fmt: skip
CANONICAL = {
    "_id": {"$oid": "5d0f6a"}, "split": "test", "headline": {"main": "Third"}, "pub_date": {"$date": "2019-07-01T00:00:00Z"},
    "image_positions": [{"$numberInt": "1"}], "parsed_section": [PARAGRAPH, caption(0, HASHES[2])],
}  # fmt: skip
POOR = [
    {"_id": "no-main", "split": "valid", "headline": {"kicker": "x"}, "image_positions": [0], "parsed_section": [caption(0, HASHES[0])]},
    {"_id": "no-hash", "split": "train", "headline": {"main": "T"}, "image_positions": [0, 9], "parsed_section": [PARAGRAPH]},
    {"_id": "no-image", "split": "train", "headline": {"main": "T"}, "image_positions": None},
]  # fmt: skip
ROWS = [TWO, CANONICAL, *POOR]


@pytest.mark.parametrize("form", ["lines", "gzip", "array"])
def test_a_pair_for_each_position_of_a_picture(put: Put, tmp_path: Path, form: str) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in ROWS)
    path = {
        "lines": lambda: put("articles.jsonl", lines),
        "gzip": lambda: put("articles.jsonl.gz", gzip.compress(lines.encode())),
        "array": lambda: put("articles.json", json.dumps(ROWS)),
    }[form]()
    pairs = list(NYTimes800k(path=path).pairs())
    images = tmp_path / "images"
    assert [(pair.id, pair.title, pair.image, pair.group) for pair in pairs] == [
        ("5d0f-0", "A Day\u2019s Work", images / f"{HASHES[0]}.jpg", "5d0f"),
        ("5d0f-2", "A Day\u2019s Work", images / f"{HASHES[1]}.jpg", "5d0f"),
        ("5d0f6a-1", "Third", images / f"{HASHES[2]}.jpg", "5d0f6a"),
        ("no-main-0", "", images / f"{HASHES[0]}.jpg", "no-main"),
        ("no-hash-0", "T", None, "no-hash"),
        ("no-hash-9", "T", None, "no-hash"),
    ]


def test_parts_of_it(put: Put) -> None:
    path = put("articles.jsonl", "".join(json.dumps(row) + "\n" for row in ROWS))
    assert [pair.id for pair in NYTimes800k(path=path, parts=("test",)).pairs()] == ["5d0f6a-1"]


def test_it_keeps_every_promise_of_its_role(put: Put) -> None:
    path = put("articles.jsonl", "".join(json.dumps(row) + "\n" for row in ROWS))
    for check in checks("corpus", NYTimes800k, path=str(path), parts=["train", "valid"]):
        check()


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    corpus = NYTimes800k(path=tmp_path / "articles.jsonl")
    assert [need.path for need in corpus.requirements()] == [None, None]
    with pytest.raises(DataError, match="no such file"):
        next(corpus.pairs())

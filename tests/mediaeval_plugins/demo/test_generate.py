from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from mediaeval_plugins.demo.generate import paraphrases

HEADER = "# article\taid\turl\timg\tiid\thashvalue\ttitle\ttext\timgFile\tDate"

DIGESTS = {
    "Demo-Test-Text.txt": "27fc8a56f75d7678987245d515e715ca393d91ba98f623a852feacd634157ca0",
    "Demo-Test-Img.txt": "4c58a112e4eef0df419bec68d906ccd42b30f7fc21174d93f71ce19a704693b1",
    "Demo-Test-GT.txt": "e5a9093cdc5120799c97a0651f93a27a2bffad8d50341ffd40176cc419bbaff4",
    "Demo-Training.txt": "c24915928d0cd774f6654fdaca12dd79b8ef75b66b52de5fd527354fb30d79da",
}
"""Every platform and version of Python writes these bytes."""


@pytest.mark.parametrize("name", DIGESTS)
def test_text_files_are_the_same_everywhere(dataset: Path, name: str) -> None:
    assert hashlib.sha256((dataset / name).read_bytes()).hexdigest() == DIGESTS[name]


@pytest.mark.parametrize("name", DIGESTS)
def test_tables_have_the_layout_of_2023(dataset: Path, name: str) -> None:
    header, *rows = (dataset / name).read_bytes().decode().removesuffix("\n").split("\n")
    assert header == HEADER
    assert all(row.count("\t") == 9 for row in rows)
    assert len(rows) == (600 if "Training" in name else 320)


def test_test_texts_say_nothing_of_pictures(dataset: Path) -> None:
    text = (dataset / "Demo-Test-Text.txt").read_text("utf-8")
    rows = [row.split("\t") for row in text.splitlines()[1:]]
    assert all(row[3] == row[4] == row[8] == "" for row in rows)
    assert not any(path.stem in text for path in (dataset / "Demo-Test").iterdir())


def test_test_images_say_nothing_of_articles(dataset: Path) -> None:
    rows = [row.split("\t") for row in (dataset / "Demo-Test-Img.txt").read_text("utf-8").splitlines()[1:]]
    assert all(row[:3] == ["", "", ""] and row[5:8] == ["", "", ""] and row[9] == "" for row in rows)
    ids = [row[4] for row in rows]
    assert ids == sorted(ids)
    assert sorted(path.name for path in (dataset / "Demo-Test").iterdir()) == [f"{iid}.jpg" for iid in ids]


def test_the_shipped_paraphrases_are_those_of_the_generator(repository: Path) -> None:
    assert (repository / "runs" / "demo-paraphrases.jsonl").read_text("utf-8") == paraphrases()

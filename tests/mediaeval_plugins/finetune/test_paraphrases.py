from __future__ import annotations

import hashlib
import json

import pytest

from mediaeval import DataError
from mediaeval_plugins.finetune.paraphrases import read_paraphrases


def lines(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def squeezed(text):
    return " ".join(text.split())


def test_titles_are_joined_by_their_text_and_all_that_happens_is_counted(tmp_path):
    path = lines(
        tmp_path / "p.jsonl",
        {"provenance": {"augmenter": {"name": "t5-paraphrase"}}},
        {"id": "other ids", "title": "Storm  hits coast", "paraphrases": ["", "Coast struck by storm", "third"]},
        {"id": "2", "title": "Storm hits coast", "paraphrases": ["again"]},
        {"id": "3", "title": "Nobody's", "paraphrases": ["x"]},
        {"id": "4", "paraphrases": ["without a title"]},
        {"id": "5", "title": "Blank", "paraphrases": [" "]},
        {"id": "6", "title": "Same", "paraphrases": ["Same"]},
        {"id": "7", "title": "None", "paraphrases": []},
        {"report": {"kept": 1}},
    )
    found = read_paraphrases(path, ["Same", "Storm hits coast", "Blank", "None", "Missing"], squeezed)
    assert found.texts == {1: "Coast struck by storm"}
    assert found.counts == {
        "titles": 5, "joined": 1, "missing": 4,
        "unknown": 1, "untitled": 1, "repeated": 1, "blank": 1, "same": 1,
    }  # fmt: skip
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.describe()["provenance"] == [{"augmenter": {"name": "t5-paraphrase"}}]


def test_a_file_for_other_titles_is_refused(tmp_path):
    path = lines(tmp_path / "p.jsonl", {"id": "1", "title": "A", "paraphrases": ["B"]})
    with pytest.raises(DataError, match="a paraphrase of none of the 1 titles"):
        read_paraphrases(path, ["C"], str)


def test_a_broken_line_is_named(tmp_path):
    (tmp_path / "p.jsonl").write_text('{"id": "1", "title": "A", "paraphrases": "B"}\n')
    with pytest.raises(DataError, match="line 1"):
        read_paraphrases(tmp_path / "p.jsonl", ["A"], str)

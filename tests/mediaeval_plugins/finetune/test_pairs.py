from __future__ import annotations

import json

import pytest

from mediaeval import DataError, text_cleaner
from mediaeval_plugins.finetune.manifest import read_manifest
from mediaeval_plugins.finetune.pairs import make_pairs


@pytest.fixture
def made(tmp_path, manifest_of):
    """Two pictures under one title, one picture under two, a title that cleaning empties, a row that is kept back."""
    for name, content in (("a", b"1"), ("b", b"2"), ("c", b"3")):
        (tmp_path / f"{name}.jpg").write_bytes(content)
    rows = [("k0", "a", "One"), ("k1", "b", "One "), ("k2", "c", "Two"), ("k3", "c", "Three"), ("k4", "c", "  ")]
    listed = [{"key": key, "image": f"{image}.jpg", "title": title} for key, image, title in rows]
    return read_manifest(manifest_of([*listed, {**listed[0], "key": "k5", "split": "validation"}]))


def test_rows_become_numbers(made):
    pairs = make_pairs(made, text_cleaner(["whitespace"], "here"), None)
    assert pairs.texts == ["One", "Two", "Three"]
    assert pairs.text.tolist() == pairs.title.tolist() == [0, 0, 1, 2]
    assert [pairs.images[i].path.name for i in pairs.image] == ["a.jpg", "b.jpg", "c.jpg", "c.jpg"]
    assert made.take("key", pairs.row) == ["k0", "k1", "k2", "k3"]
    assert pairs.report == {"rows": 4, "empty_titles": 1, "images": 3, "titles": 3, "pairs": 4}


def test_a_paraphrase_makes_one_more_row_of_each_picture(made, tmp_path):
    path = tmp_path / "p.jsonl"
    entries = [
        {"id": "x", "title": "One", "paraphrases": ["Uno"]},
        {"id": "y", "title": "Three", "paraphrases": ["Tres"]},
    ]
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    pairs = make_pairs(made, text_cleaner(["whitespace"], "here"), path)
    assert [pairs.texts[i] for i in pairs.text] == ["One", "One", "Two", "Three", "Uno", "Uno", "Tres"]
    assert pairs.title.tolist() == [0, 0, 1, 2, 0, 0, 2]
    assert made.take("key", pairs.row)[4:] == ["k0", "k1", "k3"]
    assert pairs.image.tolist()[4:] == pairs.image[[0, 1, 3]].tolist()
    assert pairs.report["pairs"] == 7
    assert pairs.report["paraphrases"]["counts"]["missing"] == 1


def test_nothing_to_train_on_is_refused(tmp_path, manifest_of):
    (tmp_path / "a.jpg").write_bytes(b"1")
    path = manifest_of([{"key": "a", "image": "a.jpg", "title": "A", "split": "validation"}])
    with pytest.raises(DataError, match="has no row to train on"):
        make_pairs(read_manifest(path), str, None)

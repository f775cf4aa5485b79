from __future__ import annotations

import json
from pathlib import Path

import pytest

from mediaeval import DataError, SplitName
from mediaeval_plugins.finetune.edition import CorpusEdition


def test_rows_are_articles_and_pictures_the_gallery(corpus):
    edition, name = CorpusEdition(), SplitName("corpus", str(corpus))
    split = edition.read(name, Path())
    assert (len(split.articles), len(split.images), split.slug) == (24, 24, "drawn")
    assert edition.locate(name, Path()).found
    truth = edition.read_truth(name, Path())
    paths = {image.id: image.path.name for image in split.images}
    assert [paths[truth[article.id]] for article in split.articles[:2]] == ["96.jpg", "97.jpg"]
    training = edition.read(SplitName("corpus", str(corpus), train=True), Path())
    assert (len(training.articles), training.slug) == (96, "drawn-train")


def test_a_corpus_without_validation_rows_is_no_split(tmp_path, manifest_of):
    (tmp_path / "a.jpg").write_bytes(b"1")
    path = manifest_of([{"key": "a", "image": "a.jpg", "title": "A"}])
    with pytest.raises(DataError, match="the corpus has no row for validation"):
        CorpusEdition().read(SplitName("corpus", str(path)), Path())


def test_it_is_ranked_by_its_name(program, corpus, tmp_path):
    done = program(
        "run", "demo", "--split", f"corpus:{corpus}", "--out", tmp_path, "--set", "augmenter.name=none", "--offline"
    )
    assert done.code == 0, done.err
    manifest = json.loads((tmp_path / "drawn" / "demo.json").read_text())
    assert (manifest["split"]["articles"], manifest["split"]["images"]) == (24, 24)


def test_a_file_that_is_not_there_is_named(program, tmp_path):
    done = program("run", "demo", "--split", f"corpus:{tmp_path / 'no.parquet'}", "--out", tmp_path)
    assert done.code == 2
    assert "no.parquet" in done.err

from __future__ import annotations

import copy
from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("torch")

from mediaeval_plugins.demo.encoder import DemoEncoder
from mediaeval_plugins.finetune.manifest import read_manifest
from mediaeval_plugins.finetune.once import image_table, title_table


@pytest.fixture
def stored(corpus):
    """An encoder whose store holds what a row of each digest is drawn by."""

    def rows(digests):
        return np.stack([np.random.default_rng(list(d)).normal(size=8).astype(np.float32) for d in digests])

    manifest = read_manifest(corpus)
    return SimpleNamespace(encoder=copy.deepcopy(DemoEncoder()), image_rows=rows), manifest.images(
        manifest.rows("train")
    )


def test_rows_lie_side_by_side_in_the_order_of_the_pictures(stored, tmp_path):
    embedding, images = stored
    table = image_table(tmp_path, embedding, images, make=True)
    assert np.array_equal(table, embedding.image_rows(images.digests))
    embedding.image_rows = lambda _: pytest.fail("read again")
    assert np.array_equal(image_table(tmp_path, embedding, images, make=True), table)
    assert np.array_equal(image_table(tmp_path, embedding, images, make=False), table)


def test_another_corpus_has_a_file_of_its_own_and_the_old_one_goes(stored, tmp_path, corpus):
    embedding, images = stored
    image_table(tmp_path, embedding, images, make=True)
    manifest = read_manifest(corpus)
    others = manifest.images(manifest.rows("validation"))
    assert len(image_table(tmp_path, embedding, others, make=True)) == 24
    assert len(list(tmp_path.glob("images-*.npy"))) == 1


def test_titles_are_read_once(stored, tmp_path, monkeypatch):
    embedding, _ = stored
    made = title_table(tmp_path, embedding.encoder, ["one", "two words"], make=True)
    monkeypatch.setattr("mediaeval_plugins.finetune.tokenizing.tokenize", lambda *_: pytest.fail("tokenized again"))
    again = title_table(tmp_path, embedding.encoder, ["one", "two words"], make=True)
    assert (again.ids.tolist(), again.ends.tolist()) == (made.ids.tolist(), made.ends.tolist())

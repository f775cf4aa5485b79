from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from mediaeval.errors import DataError
from mediaeval.pipeline import Settings, results
from mediaeval.plugins import get_plugins
from mediaeval.resolve import build_part, resolve
from mediaeval.runfile import TextTable, read_run_file
from mediaeval.splits import find_split
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval.trials import Trial


class Changing:
    """An encoder of the colour plugin whose titles may be read as something else."""

    def __init__(self, encoder):
        self.encoder, self.batch_size, self.swap = encoder, encoder.batch_size, {}

    def __getattr__(self, name):
        return getattr(self.encoder, name)

    def fingerprint(self, modality):
        return self.encoder.fingerprint(modality) if modality == "image" else None

    def encode_texts(self, texts):
        return self.encoder.encode_texts([" ".join(self.swap.get(word, word) for word in t.split()) for t in texts])


@pytest.fixture
def parts(colour_plugin, tmp_path):
    plugins = get_plugins((str(colour_plugin),))
    part = build_part("encoder", "mean-colour", {}, plugins, lambda key: key, tmp_path)
    return plugins, part, EmbeddingStore(tmp_path / "store")


def test_it_measures_what_a_run_without_reviser_scores(parts, colour_folder, colour_run, tmp_path):
    plugins, part, store = parts
    named = find_split(f"folder:{colour_folder}", plugins, tmp_path)
    ours = Trial(part, named, plugins, TextTable(), store).measure()
    run = resolve(
        read_run_file(colour_run, ["reviser.name=none"]), get_plugins((str(colour_run.parent / "colour_plugin.py"),))
    )
    (theirs,) = results([run], [named], Settings(out=Path(), store=EmbeddingStore(tmp_path / "other")))
    assert theirs is not None
    assert np.array_equal(ours.ranks, theirs.ranks)
    assert ours.articles == theirs.articles


def test_titles_are_read_anew_and_pictures_are_not(parts, colour_folder, tmp_path):
    plugins, part, store = parts
    named = find_split(f"folder:{colour_folder}", plugins, tmp_path)
    encoder = Changing(part.component)
    trial = Trial(dataclasses.replace(part, component=encoder), named, plugins, TextTable(), store)
    assert (trial.articles, trial.images, trial.name) == (12, 12, f"folder:{colour_folder}")
    before = trial.measure()
    encoder.encode_images = lambda _: pytest.fail("a picture was encoded again")
    encoder.swap = {"red": "blue", "blue": "red"}
    after = trial.measure()
    assert after.ranks.sum() > before.ranks.sum()
    encoder.swap = {}
    assert np.array_equal(trial.measure().ranks, before.ranks)


def test_a_test_split_is_refused(parts, tmp_path):
    plugins, part, store = parts
    with pytest.raises(DataError, match="2023:RT: is a test split"):
        Trial(part, find_split("2023:RT", plugins, tmp_path), plugins, TextTable(), store)


def test_a_split_without_truth_is_refused(parts, colour_folder, tmp_path):
    plugins, part, store = parts
    table = colour_folder / "articles.csv"
    table.write_text("\n".join(line.rsplit(",", 2)[0] + ",," for line in table.read_text().splitlines()[1:]))
    table.write_text(
        "article_id,article_url,article_title,article_tags,image_id,image_url\n" + table.read_text() + "\n"
    )
    (colour_folder / "split.toml").write_text('gallery = "folder"\n')
    with pytest.raises(DataError, match="its ground truth is not known"):
        Trial(part, find_split(f"folder:{colour_folder}", plugins, tmp_path), plugins, TextTable(), store)

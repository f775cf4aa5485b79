from __future__ import annotations

import hashlib
from pathlib import Path

import click
import numpy as np
import pytest

from mediaeval import ComponentTable, GalleryImage, RunFileError, SplitName, open_embedding
from mediaeval.commands.encode import encode


@pytest.fixture
def opened(colour_plugin):
    """``opened(name, **options)``: the encoder, as a command opens it."""

    def make(name="mean-colour", **options):
        with click.Context(encode) as ctx:
            ctx.params = {"files": (), "no_plugins": False}
            return open_embedding(
                ctx,
                ComponentTable(name, options),
                lambda key: f"f.toml, [encoder] {key}",
                Path(),
                files=[str(colour_plugin)],
            )

    return make


@pytest.fixture
def pictures(colour_folder):
    paths = sorted((colour_folder / "images").iterdir())
    digests = np.array([list(hashlib.sha256(path.read_bytes()).digest()) for path in paths], dtype=np.uint8)
    return [GalleryImage(path.stem, path) for path in paths], digests


def test_pictures_are_encoded_once_and_read_by_digest(opened, pictures):
    images, digests = pictures
    first = opened()
    assert first.fill_images(images, digests).encoded == 12
    again = opened()
    assert again.fill_images(images, digests).encoded == 0
    rows = again.image_rows(digests[[3, 0]])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert np.array_equal(rows[1], first.image_rows(digests)[0])


def test_it_is_the_store_that_runs_use(opened, pictures, colour_run, colour_folder, program):
    images, digests = pictures
    opened().fill_images(images, digests)
    done = program("encode", colour_run, "--split", f"folder:{colour_folder}", "--only", "image")
    assert "0 of 12 encoded here" in done.out, done.err


def test_a_trial_is_named_or_read_by_an_edition(opened, colour_folder, tmp_path):
    embedding = opened()
    by_name = embedding.trial(embedding.encoder, f"folder:{colour_folder}", tmp_path, ("title",), ())
    by_edition = embedding.trial(embedding.encoder, SplitName("folder", str(colour_folder)), tmp_path, ("title",), ())
    assert np.array_equal(by_name.measure().ranks, by_edition.measure().ranks)


def test_provenance_says_who_encoded(opened):
    found = opened(tint=0.5).provenance()
    assert found["encoder"]["options"] == {"tint": 0.5}
    assert found["fingerprint"] == {"model": "mean-colour", "tint": 0.5}
    assert "numpy" in found["versions"]


def test_a_wrong_name_or_option_says_its_place(opened):
    with pytest.raises(RunFileError, match=r"f\.toml, \[encoder\] name: .*did you mean 'mean-colour'"):
        opened("mean-color")
    with pytest.raises(RunFileError, match=r"f\.toml, \[encoder\] tnt: .*did you mean 'tint'"):
        opened(tnt=0.5)

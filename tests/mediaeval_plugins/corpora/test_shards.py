from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import webdataset

from mediaeval import DataError
from mediaeval.testing import checks
from mediaeval_plugins.corpora.shards import WebDataset


@pytest.fixture
def shards(tmp_path: Path, picture: Callable[..., bytes]) -> Path:
    """Two shards as webdataset itself writes them, in the shape of img2dataset."""
    folder = tmp_path / "shards"
    folder.mkdir()
    for shard in range(2):
        with webdataset.TarWriter(str(folder / f"0000{shard}.tar")) as writer:
            for n in range(3):
                key = f"{shard:05d}{n:04d}"
                about = {
                    "caption": f"Caption {key}",
                    "url": "http://x",
                    "status": "success",
                    "license": "CC0",
                    "sha256": "0",
                }
                writer.write({"__key__": key, "jpg": picture(10 * shard + n), "txt": f"Caption {key}", "json": about})
    return folder


def test_a_pair_for_each_sample_of_each_shard(shards: Path, picture: Callable[..., bytes]) -> None:
    pairs = list(WebDataset(path=shards, licence="mine", licence_field="license").pairs())
    assert [pair.id for pair in pairs] == [f"0000{s}/{s:05d}{n:04d}" for s in range(2) for n in range(3)]
    assert [pair.title for pair in pairs] == [f"Caption {s:05d}{n:04d}" for s in range(2) for n in range(3)]
    assert [pair.image for pair in pairs] == [picture(10 * s + n) for s in range(2) for n in range(3)]
    assert {pair.licence for pair in pairs} == {"CC0"}


def test_one_shard_or_some_by_a_pattern_gzipped_or_not(shards: Path) -> None:
    assert len(list(WebDataset(path=shards / "00001.tar").pairs())) == 3
    assert len(list(WebDataset(path=shards / "0*.tar").pairs())) == 6
    packed = shards / "packed.tar.gz"
    packed.write_bytes(gzip.compress((shards / "00000.tar").read_bytes()))
    assert next(pair.id for pair in WebDataset(path=packed).pairs()) == "packed/000000000"


def test_samples_in_folders_without_a_picture_or_a_title(tmp_path: Path) -> None:
    with webdataset.TarWriter(str(tmp_path / "a.tar")) as writer:
        writer.write({"__key__": "sub/one", "title.txt": "<b>Title</b>"})
        writer.write({"__key__": "sub/two", "png": b"x", "json": {"headline": None}})
    one, two = WebDataset(path=tmp_path / "a.tar").pairs()
    assert (one.id, one.title, one.image) == ("a/sub/one", "Title", None)
    assert (two.id, two.title, two.image) == ("a/sub/two", "", b"x")


def test_it_keeps_every_promise_of_its_role(shards: Path) -> None:
    for check in checks("corpus", WebDataset, path=str(shards)):
        check()


def test_what_is_wrong_is_one_sentence(shards: Path, tmp_path: Path) -> None:
    cut = shards / "cut.tar"
    cut.write_bytes((shards / "00000.tar").read_bytes()[:2000])
    with pytest.raises(DataError, match=r"cut\.tar: cannot be read as a tar file"):
        list(WebDataset(path=cut).pairs())
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r"no file that ends in '\.tar'"):
        next(WebDataset(path=tmp_path / "empty").pairs())
    with webdataset.TarWriter(str(tmp_path / "bad.tar"), encoder=False) as writer:
        writer.write({"__key__": "one", "json": b"{"})
    with pytest.raises(DataError, match=r"bad\.tar: one\.json is not JSON"):
        list(WebDataset(path=tmp_path / "bad.tar").pairs())

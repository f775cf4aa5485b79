from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from mediaeval.errors import DataError
from mediaeval.storage import digest_bytes
from mediaeval.store.embeddings import LABEL, EmbeddingStore
from mediaeval.store.keys import keys_of
from mediaeval.store.upkeep import plan_removals, remove, summaries, verify


@pytest.fixture
def root(tmp_path: Path) -> Path:
    store = EmbeddingStore(tmp_path / "store")
    for model in ("a", "b"):
        for start in (0, 3):
            keys = keys_of(digest_bytes(f"{n}".encode()) for n in range(start, start + 3))
            store.space({"model": model}, "image").write(keys, np.ones((3, 4), dtype=np.float32) * (start + 1))
    return store.root


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_spaces_are_listed_with_what_they_hold(root: Path) -> None:
    found = summaries(root)
    assert {space.title for space in found} == {"image model=a", "image model=b"}
    assert {(space.items, space.width, space.shards, space.damaged) for space in found} == {(6, 4, 2, 0)}


def test_an_absent_store_is_empty(tmp_path: Path) -> None:
    assert summaries(tmp_path / "none") == []
    assert verify(tmp_path / "none") == (0, [])


@pytest.mark.parametrize("at", [-1, 200])
def test_a_flipped_byte_is_found_and_its_shard_removed(root: Path, at: int) -> None:
    assert verify(root) == (4, [])
    path = sorted(root.rglob("*.npy"))[1]
    flip(path, at)
    shards, problems = verify(root)
    assert shards == 4
    assert len(problems) == 1
    assert str(path) in problems[0]
    (removal,) = plan_removals(root)
    assert (removal.path, removal.reason) == (path, "damaged")
    remove(removal)
    assert verify(root) == (3, [])


def test_what_a_killed_writer_left_goes_but_not_what_is_being_written(root: Path) -> None:
    folder = next(root.iterdir())
    old, new = folder / ".x.npy.1-ab.tmp", folder / ".y.npy.1-cd.tmp"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    assert [removal.path for removal in plan_removals(root)] == [old]


def test_a_space_goes_by_its_name_or_its_age(root: Path) -> None:
    folders = sorted(root.iterdir())
    assert [removal.path for removal in plan_removals(root, spaces=[folders[0].name[:10]])] == [folders[0]]
    for path in (folders[1], folders[1] / LABEL):
        os.utime(path, (time.time() - 40 * 86400,) * 2)
    (removal,) = plan_removals(root, unused_days=30)
    assert removal.path == folders[1]
    remove(removal)
    assert [space.folder for space in summaries(root)] == [folders[0]]


def test_opening_a_space_counts_as_using_it(root: Path) -> None:
    for path in root.rglob("*"):
        os.utime(path, (time.time() - 40 * 86400,) * 2)
    EmbeddingStore(root).space({"model": "a"}, "image")
    assert len(plan_removals(root, unused_days=30)) == 1


@pytest.mark.parametrize("name", ["zz", ""])
def test_an_unknown_or_unclear_space_is_an_error(root: Path, name: str) -> None:
    with pytest.raises(DataError, match="in the store"):
        plan_removals(root, spaces=[name])

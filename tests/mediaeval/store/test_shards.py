from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from mediaeval.errors import DataError, OutputError
from mediaeval.store.shards import Shard, write_shard

COUNT, WIDTH = 6, 5


def make(folder: Path | None) -> Shard:
    rng = np.random.default_rng(0)
    keys = rng.integers(0, 256, (COUNT, 32), dtype=np.uint8)
    return write_shard(folder, keys, np.arange(COUNT, dtype=np.int32), rng.standard_normal((COUNT, WIDTH), np.float32))


def test_a_shard_comes_back_as_it_was(tmp_path: Path) -> None:
    made = make(tmp_path)
    (path,) = tmp_path.iterdir()
    shard = Shard.open(path)
    at = np.array([3, 0, 3])
    assert shard.keys.tobytes() == made.keys.tobytes()
    assert shard.tokens.tolist() == list(range(COUNT))
    assert shard.read(at).tobytes() == made.rows[at].tobytes()


def test_any_numpy_reads_a_shard(tmp_path: Path) -> None:
    made = make(tmp_path)
    (path,) = tmp_path.iterdir()
    record = np.load(path, allow_pickle=False)[0]
    assert record["row"].tobytes() == made.rows.tobytes()


def test_the_same_content_has_the_same_name_and_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        make(tmp_path / name)
    first, second = (next((tmp_path / name).iterdir()) for name in ("a", "b"))
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()


def test_every_flipped_byte_is_seen(tmp_path: Path) -> None:
    """Not one byte of a shard can change unseen: in the head when it is opened, in a row when that is read."""
    make(tmp_path)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    rows = len(whole) - COUNT * WIDTH * 4
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        if at < rows:
            with pytest.raises(DataError, match="has changed since it was written"):
                Shard.open(path)
        else:
            shard = Shard.open(path)
            row = (at - rows) // (WIDTH * 4)
            with pytest.raises(DataError, match="has changed since it was written"):
                shard.read(np.array([row]))
            others = np.array([other for other in range(COUNT) if other != row])
            assert shard.read(others).shape == (COUNT - 1, WIDTH)


@pytest.mark.parametrize("cut", [0, 5, 100, 400, -1])
def test_a_cut_or_foreign_file_is_no_shard(tmp_path: Path, cut: int) -> None:
    make(tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DataError, match="has changed since it was written"):
        Shard.open(path)
    np.save(path, np.ones(3))
    with pytest.raises(DataError, match="has changed since it was written"):
        Shard.open(path)


def test_the_name_is_the_digest_of_the_head(tmp_path: Path) -> None:
    make(tmp_path)
    (path,) = tmp_path.iterdir()
    head = path.read_bytes()[: -COUNT * WIDTH * 4]
    assert path.stem == hashlib.sha256(head).hexdigest()


def test_a_folder_that_cannot_be_written_gets_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        make(tmp_path / "file")

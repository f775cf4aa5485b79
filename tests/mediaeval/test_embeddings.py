from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from mediaeval.embeddings import EmbeddingStore
from mediaeval.errors import DataError
from mediaeval.keys import keys_of
from mediaeval.storage import digest_bytes

FINGERPRINT = {"model": "m", "weights": "w"}


def keys(*names: str) -> np.ndarray:
    return keys_of(digest_bytes(name.encode()) for name in names)


def rows(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, 5)).astype(np.float32)


def test_rows_come_back_bit_by_bit_in_the_order_asked_for(tmp_path: Path) -> None:
    values = rows(3)
    EmbeddingStore(tmp_path).space(FINGERPRINT, "text").write(keys("a", "b", "c"), values, np.array([7, 8, 9]))
    space = EmbeddingStore(tmp_path).space(FINGERPRINT, "text")
    read, tokens = space.read(keys("c", "a", "c"))
    assert read.tobytes() == values[[2, 0, 2]].tobytes()
    assert tokens.tolist() == [9, 7, 9]
    assert space.has(keys("a", "x")).tolist() == [True, False]


def test_rows_of_many_shards_are_one_space(tmp_path: Path) -> None:
    space = EmbeddingStore(tmp_path).space(FINGERPRINT, "image")
    names = [str(n) for n in range(50)]
    values = rows(50)
    for start in range(0, 50, 7):
        space.write(keys(*names[start : start + 7]), values[start : start + 7])
    again = EmbeddingStore(tmp_path).space(FINGERPRINT, "image")
    assert again.read(keys(*reversed(names)))[0].tobytes() == values[::-1].tobytes()


@pytest.mark.parametrize(
    ("fingerprint", "modality"), [({"model": "m", "weights": "other"}, "text"), (FINGERPRINT, "image")]
)
def test_what_another_model_or_modality_wrote_is_not_found(tmp_path: Path, fingerprint: dict, modality: str) -> None:
    store = EmbeddingStore(tmp_path)
    store.space(FINGERPRINT, "text").write(keys("a"), rows(1))
    assert not store.space(fingerprint, modality).has(keys("a"))[0]


def test_a_missing_key_is_an_error(tmp_path: Path) -> None:
    space = EmbeddingStore(tmp_path).space(FINGERPRINT, "text")
    space.write(keys("a"), rows(1))
    with pytest.raises(KeyError):
        space.read(keys("a", "b"))


def test_without_a_fingerprint_nothing_is_stored(tmp_path: Path) -> None:
    space = EmbeddingStore(tmp_path).space(None, "text")
    space.write(keys("a"), rows(1))
    assert space.has(keys("a"))[0]
    assert list(tmp_path.iterdir()) == []


def test_a_flipped_byte_is_seen(tmp_path: Path) -> None:
    EmbeddingStore(tmp_path).space(FINGERPRINT, "text").write(keys("a", "b"), rows(2))
    (shard,) = tmp_path.rglob("*.npy")
    data = bytearray(shard.read_bytes())
    data[-3] ^= 1
    shard.write_bytes(data)
    space = EmbeddingStore(tmp_path).space(FINGERPRINT, "text")
    assert space.read(keys("a"))[0].tobytes() == rows(2)[:1].tobytes()  # what is not damaged is used
    with pytest.raises(DataError, match="has changed since it was written"):
        space.read(keys("a", "b"))


def test_a_key_that_ends_in_zero_bytes_is_itself(tmp_path: Path) -> None:
    space = EmbeddingStore(tmp_path).space(FINGERPRINT, "text")
    tail = "ab" * 30 + "0000"
    space.write(keys_of([tail]), rows(1))
    assert space.has(keys_of([tail, "ab" * 30 + "0001"])).tolist() == [True, False]


WRITER = """
import sys, numpy as np
from pathlib import Path
from mediaeval.embeddings import EmbeddingStore
from mediaeval.keys import keys_of
from mediaeval.storage import digest_bytes
space = EmbeddingStore(Path(sys.argv[1])).space({"model": "m", "weights": "w"}, "image")
for n in range(100000):
    space.write(keys_of([digest_bytes(str(n).encode())]), np.full((1, 5), n, dtype=np.float32))
    print(n, flush=True)
"""


def test_a_killed_writer_leaves_whole_shards_alone(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        written = [int(writer.stdout.readline()) for _ in range(20)]
        time.sleep(0.01)
        writer.kill()
    space = EmbeddingStore(tmp_path).space(FINGERPRINT, "image")
    values, _ = space.read(keys(*map(str, written)))
    assert values[:, 0].tolist() == written

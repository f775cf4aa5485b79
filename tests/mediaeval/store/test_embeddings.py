from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from mediaeval.errors import DataError
from mediaeval.storage import digest_bytes
from mediaeval.store.embeddings import EmbeddingStore, SpaceWriter
from mediaeval.store.keys import keys_of
from mediaeval.store.shards import Shard, write_shard

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
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval.store.keys import keys_of
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


FULL = """
import resource, sys, numpy as np
from pathlib import Path
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval.errors import OutputError
from mediaeval.store.keys import keys_of
from mediaeval.storage import digest_bytes
space = EmbeddingStore(Path(sys.argv[1])).space({"model": "m", "weights": "w"}, "image")
space.write(keys_of([digest_bytes(b"small")]), np.ones((1, 5), dtype=np.float32))
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    space.write(keys_of(digest_bytes(str(n).encode()) for n in range(1000)), np.ones((1000, 5), dtype=np.float32))
except OutputError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit of file sizes to set")
def test_a_full_disk_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True)
    assert "cannot be written" in done.stdout
    space = EmbeddingStore(tmp_path).space(FINGERPRINT, "image")
    assert len(space) == 1
    assert len(list(tmp_path.rglob("*.npy"))) == 1
    assert not list(tmp_path.rglob("*.tmp"))


SHARER = """
import sys, numpy as np
from pathlib import Path
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval.store.keys import keys_of
from mediaeval.storage import digest_bytes
space = EmbeddingStore(Path(sys.argv[1])).space({"model": "m", "weights": "w"}, "image")
first = int(sys.argv[2])
sys.stdin.readline()
for start in range(first, first + 200, 5):
    space.write(keys_of(digest_bytes(str(n).encode()) for n in range(start, start + 5)),
                np.repeat(np.arange(start, start + 5, dtype=np.float32)[:, None], 5, axis=1))
"""


def test_processes_write_to_one_space_at_the_same_time(tmp_path: Path) -> None:
    firsts = (0, 100, 100)
    writers = [
        subprocess.Popen([sys.executable, "-c", SHARER, str(tmp_path), str(first)], stdin=subprocess.PIPE, text=True)
        for first in firsts
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.close()
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    space = EmbeddingStore(tmp_path).space(FINGERPRINT, "image")
    values, _ = space.read(keys(*map(str, range(300))))
    assert values[:, 0].tolist() == list(range(300))


def test_what_another_process_wrote_is_seen_after_a_refresh(tmp_path: Path) -> None:
    mine = EmbeddingStore(tmp_path).space(FINGERPRINT, "text")
    theirs = EmbeddingStore(tmp_path).space(FINGERPRINT, "text")
    mine.write(keys("a"), rows(1))
    assert not theirs.has(keys("a"))[0]
    theirs.refresh()
    assert theirs.has(keys("a"))[0]
    theirs.write(keys("a", "b"), rows(2, seed=1))  # what is there already is left out
    mine.refresh()
    assert len(mine) == 2
    assert mine.read(keys("a"))[0].tobytes() == rows(1).tobytes()


def test_of_two_copies_of_a_row_every_process_reads_the_same(tmp_path: Path) -> None:
    space = EmbeddingStore(tmp_path).space(FINGERPRINT, "text")
    space.write(keys("a"), rows(1))
    for seed in (1, 2):  # as another process may do between this one's look and its writing
        write_shard(space.folder, keys("a"), np.zeros(1, dtype=np.int32), rows(1, seed=seed))
    first = EmbeddingStore(tmp_path).space(FINGERPRINT, "text").read(keys("a"))[0]
    names = sorted(path.name for path in tmp_path.rglob("*.npy"))
    assert len(names) == 3
    assert first.tobytes() == Shard.open(space.folder / names[0]).rows.tobytes()


def test_rows_of_another_width_are_refused(tmp_path: Path) -> None:
    space = EmbeddingStore(tmp_path).space(FINGERPRINT, "text")
    space.write(keys("a"), rows(1))
    with pytest.raises(DataError, match="rows of 3 numbers, and earlier ones of 5"):
        space.write(keys("b"), np.ones((1, 3), dtype=np.float32))


def test_a_writer_gathers_more_the_more_there_is(tmp_path: Path) -> None:
    space = EmbeddingStore(tmp_path).space(FINGERPRINT, "text")
    with SpaceWriter(space) as writer:
        for n in range(2000):
            writer.add(keys(str(n)), rows(1, seed=n), np.zeros(1, dtype=np.int32))
    assert len(EmbeddingStore(tmp_path).space(FINGERPRINT, "text")) == 2000
    assert len(list(tmp_path.rglob("*.npy"))) < 150


def test_a_writer_that_is_stopped_has_written_what_it_was_given(tmp_path: Path) -> None:
    space = EmbeddingStore(tmp_path).space(FINGERPRINT, "text")

    def stopped() -> None:
        with SpaceWriter(space, share=1e9) as writer:
            for n in range(50):
                writer.add(keys(str(n)), rows(1, seed=n), np.zeros(1, dtype=np.int32))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert len(EmbeddingStore(tmp_path).space(FINGERPRINT, "text")) == 50


def test_the_index_takes_eight_bytes_an_item(tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        sizes = {}
        for count in (20_000, 60_000):
            folder = tmp_path / str(count)
            space = EmbeddingStore(folder).space(FINGERPRINT, "image")
            many = np.random.default_rng(0).integers(0, 256, (count, 32), dtype=np.uint8)
            for start in range(0, count, 10_000):
                space.write(many[start : start + 10_000], np.ones((10_000, 4), dtype=np.float32))
            del space
            before = tracemalloc.get_traced_memory()[0]
            space = EmbeddingStore(folder).space(FINGERPRINT, "image")
            sizes[count] = tracemalloc.get_traced_memory()[0] - before
            assert space.has(many).all()
    finally:
        tracemalloc.stop()
    assert (sizes[60_000] - sizes[20_000]) / 40_000 < 9

"""Many processes fill one store: what they leave is what one process leaves, to the last bit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mediaeval.store.shards import Shard

IMAGES = 40
ENCODER = """
import os, time
import numpy as np
from mediaeval import Encoder, hookimpl

class Little:
    '''Two layers of torch over pixels or letters.'''

    batch_size = 4

    def __init__(self, pause: float = 0.0):
        self.pause = pause

    def fingerprint(self, modality):
        return {"model": "little"}

    def preprocess(self, image):
        return np.asarray(image.convert("RGB").resize((16, 16)), dtype=np.float32) / 255

    def _rows(self, values):
        import torch
        time.sleep(self.pause)
        if self.pause:
            print("batch", flush=True)
        torch.manual_seed(0)
        first, second = torch.randn(768, 256), torch.randn(256, 64)
        flat = torch.from_numpy(values.reshape(len(values), -1))
        return (torch.relu(flat @ first) @ second).numpy()

    def encode_images(self, batch):
        return self._rows(batch)

    def encode_texts(self, texts):
        letters = np.zeros((len(texts), 768), dtype=np.float32)
        for row, text in zip(letters, texts):
            for at, letter in enumerate(text.encode()):
                row[at % 768] += letter
        return self._rows(letters)

    def count_tokens(self, texts):
        return [len(text.split()) for text in texts]

    context_length = 100

@hookimpl
def mediaeval_encoders():
    yield Encoder("little", f"{__name__}:Little")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder split of some pictures, a run file and its encoder."""
    folder = tmp_path_factory.mktemp("fill")
    (folder / "split" / "images").mkdir(parents=True)
    rng = np.random.default_rng(0)
    rows = ["article_id,article_url,article_title,article_tags,image_id,image_url"]
    for n in range(IMAGES):
        name = f"I{n:02}"
        Image.fromarray(rng.integers(0, 256, (20, 20, 3), dtype=np.uint8)).save(
            folder / "split" / "images" / f"{name}.png"
        )
        rows.append(f"{n},https://example.org/{n},Title {'long ' * (n % 5)}{n},,{name},")
    (folder / "split" / "articles.csv").write_text("\n".join(rows) + "\n")
    (folder / "little.py").write_text(ENCODER)
    (folder / "little.toml").write_text('[encoder]\nname = "little"\n[plugins]\nfiles = ["little.py"]\n')
    return folder


def call(folder: Path, *more: str) -> list[str]:
    return ["mediaeval", "encode", str(folder / "little.toml"), "--split", f"folder:{folder / 'split'}", *more]


def environment(cache: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "MEDIAEVAL_CACHE": str(cache), "OMP_NUM_THREADS": "1", **more}


def stored(cache: Path) -> dict[tuple[str, bytes], bytes]:
    """Every row of a store, by modality and key; of a key that was stored twice, both copies are the same."""
    rows: dict[tuple[str, bytes], bytes] = {}
    for path in (cache / "embeddings").rglob("*.npy"):
        shard = Shard.open(path)
        shard.verify()
        for key, row in zip(shard.keys, shard.rows, strict=True):
            assert rows.setdefault((path.parent.name, key.tobytes()), row.tobytes()) == row.tobytes()
    return rows


@pytest.fixture(scope="module")
def alone(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, bytes], bytes]:
    """What one process leaves."""
    cache = tmp_path_factory.mktemp("alone")
    done = subprocess.run(
        [sys.executable, "-m", *call(folder)], env=environment(cache), capture_output=True, text=True, check=True
    )
    assert f"{IMAGES} of {IMAGES} encoded here" in done.stdout
    rows = stored(cache)
    assert len(rows) == 2 * IMAGES
    return rows


def ranks(folder: Path, cache: Path, world: int, *more: str) -> Iterator[subprocess.Popen[str]]:
    for rank in range(world):
        yield subprocess.Popen(
            [sys.executable, "-m", *call(folder, *more)],
            env=environment(cache, RANK=str(rank), WORLD_SIZE=str(world)),
            stdout=subprocess.PIPE,
            text=True,
        )


def test_ranks_leave_what_one_process_leaves(folder: Path, tmp_path: Path, alone: dict) -> None:
    processes = list(ranks(folder, tmp_path, 2))
    outputs = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert all(f"process {rank + 1} of 2: " in output for rank, output in enumerate(outputs))
    assert stored(tmp_path) == alone


def test_a_killed_rank_is_helped_by_the_other(folder: Path, tmp_path: Path, alone: dict) -> None:
    killed, other = ranks(folder, tmp_path, 2, "--set", "encoder.pause=0.1")
    assert killed.stdout is not None
    assert killed.stdout.readline() == "batch\n"
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    other.communicate()
    assert other.returncode == 0
    assert stored(tmp_path) == alone


@pytest.mark.slow
def test_torchrun_with_a_worker_killed_and_resumed(folder: Path, tmp_path: Path, alone: dict) -> None:
    pytest.importorskip("torch")
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m"]
    with subprocess.Popen(
        [*torchrun, *call(folder, "--set", "encoder.pause=0.3")],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as launched:
        assert launched.stdout is not None
        for _ in range(4):
            assert launched.stdout.readline() == "batch\n"
        children = Path(f"/proc/{launched.pid}/task/{launched.pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)
        launched.stdout.read()
    assert launched.returncode != 0
    assert 0 < len(stored(tmp_path)) < len(alone)
    done = subprocess.run(
        [*torchrun, *call(folder)], env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert stored(tmp_path) == alone


@pytest.mark.slow
def test_ray_with_a_worker_killed(folder: Path, tmp_path: Path, alone: dict) -> None:
    pytest.importorskip("ray")
    command = [sys.executable, "-m", *call(folder, "--engine", "ray", "--actors", "2", "--set", "encoder.pause=0.3")]
    with subprocess.Popen(
        command, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as launched:
        killed = 0
        while launched.poll() is None and not killed:
            time.sleep(0.2)
            if list(tmp_path.rglob("*.npy")):
                killed = _kill_one_actor(launched.pid)
        output, errors = launched.communicate()
    assert launched.returncode == 0, errors
    assert killed
    assert f"of {IMAGES} encoded here" in output
    assert stored(tmp_path) == alone


def _kill_one_actor(driver: int) -> int:
    """Kill an actor of the Ray that this driver started, known by its title; 0 where none is at work yet."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            title = (entry / "cmdline").read_bytes()
            if title.startswith(b"ray::") and b"_Actor" in title and _descends(int(entry.name), driver):
                os.kill(int(entry.name), signal.SIGKILL)
                return int(entry.name)
        except OSError:  # it has ended
            continue
    return 0


def _descends(pid: int, ancestor: int) -> bool:
    while pid > 1:
        if pid == ancestor:
            return True
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return False

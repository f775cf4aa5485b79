from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import load_file  # noqa: E402 - torch first

from mediaeval_plugins.demo.encoder import CHECKPOINT  # noqa: E402
from mediaeval_plugins.demo.stories import tell  # noqa: E402
from mediaeval_plugins.finetune.errors import TrainingError  # noqa: E402
from mediaeval_plugins.openclip.encoder import OpenClipEncoder  # noqa: E402

WEIGHTS = "open_clip_model.safetensors"


def command(tmp_path: Path, *overrides: str) -> list[str]:
    sets = [argument for override in overrides for argument in ("--set", override)]
    return [sys.executable, "-m", "mediaeval", "finetune", str(tmp_path / "ft.toml"), *sets]


def assert_same_weights(found: Path, expected: Path) -> None:
    ours, theirs = load_file(found / WEIGHTS), load_file(expected / WEIGHTS)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if not torch.equal(ours[name], theirs[name])] == []


def assert_same_rows(found: Path, expected: Path) -> None:
    """What titles become, up to rounding.

    Not the weights themselves: Adam steps as far along a gradient that is nothing but rounding, which that of the keys'
    biases is, as along any other.
    """
    texts = [tell("same rows", number).title for number in range(40)]
    rows = [
        OpenClipEncoder(f"local-dir:{path}", device="cpu").encode_texts(texts) for path in (found, expected, CHECKPOINT)
    ]
    ours, theirs, before = (row / np.linalg.norm(row, axis=1, keepdims=True) for row in rows)
    assert np.abs(theirs - before).max() > 0.05
    assert np.abs(ours - theirs).max() < 1e-3


def test_killed_and_run_again_it_ends_with_the_same_weights_bit_for_bit(finetune, trained, tmp_path):
    """A real process gets a real SIGKILL between two of its checkpoints."""
    log = tmp_path / "ft" / "training" / "metrics.jsonl"
    process = subprocess.Popen(command(tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ)
    deadline = time.monotonic() + 300
    while not (log.is_file() and log.read_text().count('"train"') >= 4):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()
    assert not (tmp_path / "ft" / "open_clip_config.json").exists()
    done = finetune()
    (step,) = map(int, re.findall(r"going on after step (\d+)", done.out))
    assert step in {3, 6, 9, 12}
    assert_same_weights(done.folder, trained.folder)
    assert [line["loss"] for line in done.log if line["group"] == "train"] == [
        line["loss"] for line in trained.log if line["group"] == "train"
    ]
    assert done.record["curve"] == trained.record["curve"]
    assert done.record["validation"]["change"] == trained.record["validation"]["change"]


def test_micro_batches_and_recomputing_change_rounding_alone(finetune, trained):
    done = finetune("training.micro_batch=16", "training.recompute=true")
    assert_same_rows(done.folder, trained.folder)
    losses = [[line["loss"] for line in one.log if line["group"] == "train"] for one in (done, trained)]
    np.testing.assert_allclose(*losses, rtol=1e-5)


def test_what_each_epoch_leaves_out_is_counted(finetune):
    done = finetune("training.batch=20", "training.epochs=1")
    assert done.record["done"]["steps"] == 4
    assert done.record["done"]["pairs_left_out_at_the_end_of_each_epoch"] == [16]


def test_a_smaller_last_batch_is_kept_when_asked_for(finetune):
    done = finetune("training.batch=20", "training.epochs=1", "training.remainder=keep")
    assert done.record["done"]["steps"] == 5
    assert done.record["done"]["pairs_left_out_at_the_end_of_each_epoch"] == [0]


def test_a_loss_that_is_no_number_stops_and_names_its_batch(finetune, tmp_path):
    with pytest.raises(TrainingError, match=r"step \d+: the (loss|gradient's length) is (nan|inf)") as caught:
        finetune("optimiser.lr=1e30", "validation.every=0")
    (path,) = (tmp_path / "ft" / "training").glob("diverged-step-*.json")
    assert str(path) in caught.value.message
    record = json.loads(path.read_text())
    assert len(record["keys"]) == len(set(record["keys"])) == 16
    assert all(key.startswith("drawn-") for key in record["keys"])
    assert not (tmp_path / "ft" / "open_clip_config.json").exists()


def test_it_stops_when_nothing_gets_better_and_writes_the_best(finetune):
    """A rate that destroys what the model knew: the best measurement is the one before the first step."""
    done = finetune(
        "optimiser.lr=0.5", "validation.every=1", "validation.patience=2", "validation.select=best", "training.epochs=9"
    )
    curve = done.record["curve"]
    assert [one["step"] for one in curve] == [0, 1, 2]
    assert "stopped" in done.out
    assert done.record["validation"]["change"]["after"] == curve[0]["MRR@100"]
    base = {name: value.float() for name, value in load_file(CHECKPOINT / WEIGHTS).items()}
    assert all(torch.equal(value, base[name]) for name, value in load_file(done.folder / WEIGHTS).items())


def test_the_temperature_moves_when_it_is_trained(finetune, trained):
    assert {line["scale"] for line in trained.log if line["group"] == "train"} == {
        trained.record["done"]["logit_scale"]
    } or (len({round(line["scale"], 4) for line in trained.log if line["group"] == "train"}) == 1)
    done = finetune("training.logit_scale=trained", "training.epochs=1")
    assert len({line["scale"] for line in done.log if line["group"] == "train"}) > 1


@pytest.mark.parametrize(
    "overrides",
    [
        ("optimiser.algorithm=adamw", "optimiser.weight_decay=0.1", "optimiser.clip_norm=0.5"),
        ("training.precision=bf16",),
    ],
)
def test_other_ways_to_train_take_their_steps(finetune, overrides):
    done = finetune("training.steps=2", "schedule.shape=linear", "schedule.warm_up=1", *overrides)
    rates = [line["learning_rate"] for line in done.log if line["group"] == "train"]
    assert rates == [3e-4, 3e-4]
    assert done.record["done"]["steps"] == 2


def test_two_processes_share_each_batch_and_end_as_one_does(finetune, trained, tmp_path):
    """torchrun, as on many GPUs, with gloo: the same file, the same losses, the same weights up to rounding."""
    finetune("training.steps=1", flags=["--dry-run"])
    launcher = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--nproc-per-node=2",
        "--master-port=0",
        "--rdzv-backend=c10d",
        "--rdzv-endpoint=localhost:0",
    ]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    done = subprocess.run(
        [*launcher, *command(tmp_path)[1:]], env=environment, capture_output=True, text=True, timeout=500, check=False
    )
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "ft"
    record = json.loads((folder / "training.json").read_text())
    assert record["done"]["processes"] == 2
    lines = [json.loads(line) for line in (folder / "training" / "metrics.jsonl").read_text().splitlines()]
    losses = [line["loss"] for line in lines if line["group"] == "train"]
    np.testing.assert_allclose(losses, [line["loss"] for line in trained.log if line["group"] == "train"], rtol=1e-4)
    assert_same_rows(folder, trained.folder)
    assert done.stdout.count("written. Use it") == 1

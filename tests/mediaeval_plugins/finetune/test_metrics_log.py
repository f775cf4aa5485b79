from __future__ import annotations

import json
import sys

import pytest

from mediaeval import PluginError
from mediaeval_plugins.finetune.metrics_log import MetricsLog, read_log


def test_lines_after_the_saved_state_come_again(tmp_path):
    log = MetricsLog(tmp_path, 0, tensorboard=False)
    for step in (1, 2, 3):
        log.write(step, "train", {"loss": step / 2})
    with (tmp_path / "metrics.jsonl").open("a") as file:
        file.write('{"step": 4, "gro')  # killed in the middle of a line
    again = MetricsLog(tmp_path, 2, tensorboard=False)
    again.write(3, "train", {"loss": 9.0})
    assert [(line["step"], line["loss"]) for line in read_log(tmp_path / "metrics.jsonl")] == [
        (1, 0.5),
        (2, 1.0),
        (3, 9.0),
    ]


def test_tensorboard_reads_the_same_numbers(tmp_path):
    pytest.importorskip("tensorboard", reason="the extra `finetune` is not installed")
    log = MetricsLog(tmp_path, 0, tensorboard=True)
    log.write(1, "train", {"loss": 0.5})
    log.write(2, "validation", {"MRR@100": 0.25})
    log.close()
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    board = EventAccumulator(str(tmp_path / "tensorboard"))
    board.Reload()
    assert [(one.step, one.value) for one in board.Scalars("train/loss")] == [(1, 0.5)]
    assert [(one.step, one.value) for one in board.Scalars("validation/MRR@100")] == [(2, 0.25)]
    assert [json.loads(line)["group"] for line in (tmp_path / "metrics.jsonl").read_text().splitlines()] == [
        "train",
        "validation",
    ]


def test_without_tensorboard_the_way_around_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(PluginError, match="need tensorboard") as caught:
        MetricsLog(tmp_path, 0, tensorboard=True)
    assert "log.tensorboard=false" in caught.value.hint

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import torch
from PIL import Image

from mediaeval_plugins.demo.encoder import CHECKPOINT
from mediaeval_plugins.demo.stories import tell
from mediaeval_plugins.demo.train import CONFIG


def test_the_shipped_model_ranks_by_stock_open_clip_alone(dataset: Path) -> None:
    """No part of the harness: title against picture by cosine, strictly better pictures counted."""
    model, _, transform = open_clip.create_model_and_transforms(f"local-dir:{CHECKPOINT}")
    tokenizer = open_clip.get_tokenizer(f"local-dir:{CHECKPOINT}")
    stories = [tell("test", number) for number in range(320)]
    pictures = torch.stack([transform(Image.open(dataset / "Demo-Test" / f"{s.iid}.jpg")) for s in stories])
    with torch.inference_mode():
        seen = model.eval().encode_image(pictures, normalize=True).numpy()
        read = model.encode_text(tokenizer([s.title for s in stories]), normalize=True).numpy()
    scores = read @ seen.T
    ranks = 1 + (scores > np.diag(scores)[:, None]).sum(axis=1)
    assert 0.3 < np.mean(1 / ranks) < 0.9


def test_the_shipped_model_is_small_and_of_the_config_that_trains_it() -> None:
    import json

    assert json.loads((CHECKPOINT / "open_clip_config.json").read_text()) == CONFIG
    assert sum(path.stat().st_size for path in CHECKPOINT.iterdir()) < 8e6


def test_the_command_trains_a_checkpoint_that_loads(program: Callable[..., Any], tmp_path: Path) -> None:
    done = program("demo", "train", "--out", tmp_path / "a", "--pairs", 128, "--epochs", 2)
    assert done.code == 0
    assert "epoch 2 of 2: loss" in done.err
    program("demo", "train", "--out", tmp_path / "b", "--pairs", 128, "--epochs", 2)
    names = ["open_clip_config.json", "open_clip_model.safetensors"]
    assert [path.name for path in sorted((tmp_path / "a").iterdir())] == names
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)
    model, *_ = open_clip.create_model_and_transforms(f"local-dir:{tmp_path / 'a'}")
    assert torch.isfinite(model.encode_text(torch.zeros(1, 40, dtype=torch.long))).all()

"""Tiny CLIP models with random weights: the real code paths, in tenths of a second."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

TINY = {
    "embed_dim": 32,
    "vision_cfg": {"image_size": 32, "layers": 2, "width": 32, "head_width": 16, "patch_size": 16},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2},
}


@pytest.fixture(autouse=True)
def _no_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No network, and no cache of the machine: what a developer once downloaded must not decide a test."""
    from huggingface_hub import constants

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))


@pytest.fixture(scope="session")
def tiny_name(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A model name that open_clip knows while the tests run."""
    import open_clip
    from open_clip import factory

    folder = tmp_path_factory.mktemp("configs")
    (folder / "ViT-Tiny-Test.json").write_text(json.dumps(TINY))
    open_clip.add_model_config(folder)
    yield "ViT-Tiny-Test"
    factory._MODEL_CONFIG_PATHS.remove(folder)
    factory._MODEL_CONFIGS.pop("ViT-Tiny-Test")


@pytest.fixture(scope="session")
def tiny_weights(tiny_name: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random weights of the tiny model, as safetensors."""
    import open_clip
    import torch
    from safetensors.torch import save_file

    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = open_clip.create_model(tiny_name, load_weights=False)
    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    save_file(model.state_dict(), path)
    return path


@pytest.fixture
def tiny_folder(tiny_weights: Path, tmp_path: Path) -> Path:
    """The tiny model as a ``local-dir:`` folder that a test may change."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    preprocess = {"mean": [0.5] * 3, "std": [0.25] * 3, "interpolation": "bilinear", "resize_mode": "squash"}
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": TINY, "preprocess_cfg": preprocess}))
    (folder / "open_clip_model.safetensors").write_bytes(tiny_weights.read_bytes())
    return folder

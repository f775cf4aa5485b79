"""The fine-tuned model as an open_clip folder: ``local-dir:FOLDER``, ready for open_clip and for every run."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any, Final

from mediaeval import atomic_path
from mediaeval_plugins.openclip.folders import CONFIG as TOWER_CONFIG
from mediaeval_plugins.openclip.folders import folder_digests, tokenizer_digests
from mediaeval_plugins.openclip.lineage import NOTE, image_weights, note_image_tower

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mediaeval_plugins.finetune.tower import TextTower
    from mediaeval_plugins.openclip.checkpoint import Checkpoint
    from mediaeval_plugins.openclip.encoder import OpenClipEncoder

__all__ = ["CONFIG", "WEIGHTS", "config_of", "export", "withdraw"]

CONFIG: Final = "open_clip_config.json"
WEIGHTS: Final = "open_clip_model.safetensors"


def config_of(checkpoint: Checkpoint) -> dict[str, Any]:
    """open_clip's config of a model that descends from a checkpoint.

    It is built as its ancestor was, the activation above all: reloaded under the plain name of its architecture, a
    model of OpenAI's descent would get GELU for its QuickGELU, and be slightly wrong everywhere.
    """
    preprocess = {k: list(v) if isinstance(v, tuple) else v for k, v in checkpoint.preprocess_cfg.items()}
    return {"model_cfg": dict(checkpoint.model_cfg), "preprocess_cfg": preprocess}


def export(folder: Path, tower: TextTower, encoder: OpenClipEncoder) -> None:
    """Write the folder. The config comes last: without it a folder is no checkpoint, so none is ever half one.

    Args:
        folder: to write to.
        tower: the trained tower, with the model around it.
        encoder: what it was made of, for everything that was not trained.

    Raises:
        OutputError: the folder cannot be written.
    """
    from safetensors.torch import save_file

    checkpoint = encoder.checkpoint
    withdraw(folder)
    with atomic_path(folder / WEIGHTS) as temporary:
        save_file(tower.whole_state(), temporary, metadata={"format": "pt"})
        temporary.chmod(0o644)  # safetensors keeps its files from other users
    note_image_tower(folder / WEIGHTS, image_weights(checkpoint.weights.fetch(checkpoint.title, encoder.hint)))
    for source in _beside(encoder):
        with atomic_path(folder / source.name) as temporary:
            shutil.copyfile(source, temporary)
    with atomic_path(folder / CONFIG) as temporary:
        temporary.write_text(json.dumps(config_of(checkpoint), indent=1) + "\n", encoding="utf-8")


def withdraw(folder: Path) -> None:
    """Take back an earlier checkpoint: from now on the folder holds none until it is written whole."""
    for name in (CONFIG, WEIGHTS, NOTE):
        (folder / name).unlink(missing_ok=True)


def _beside(encoder: OpenClipEncoder) -> Iterator[Path]:
    """The files of a Hugging Face text tower, which a checkpoint carries with it."""
    checkpoint = encoder.checkpoint
    if checkpoint.text_config is not None:
        folder = checkpoint.text_config.fetch(f"{checkpoint.title}: text tower config", encoder.hint)
        yield from (folder / name for name in folder_digests(folder, TOWER_CONFIG))
    if checkpoint.tokenizer is not None:
        folder = checkpoint.tokenizer.fetch(f"{checkpoint.title}: tokenizer", encoder.hint)
        yield from (folder / name for name in tokenizer_digests(folder))

"""What a pair (model, pretrained) means, read from small files only: no model library is imported for it.

A checkpoint is described before anything is loaded, so that a plan, a refusal and a fingerprint cost milliseconds.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediaeval import WeightsError, did_you_mean
from mediaeval_plugins.openclip.folders import CONFIG, VOCABULARY, HfFolder
from mediaeval_plugins.openclip.library import open_clip, package_folder
from mediaeval_plugins.openclip.tags import tag_config, tag_source, weights_names
from mediaeval_plugins.openclip.weights import HubFile, LocalFile, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Checkpoint", "architecture_config", "config_source", "config_title", "describe"]

LOCAL_DIR = "local-dir:"
HF_HUB = "hf-hub:"
_CONFIG_NAME = "open_clip_config.json"
# open_clip's own order of preference within a folder (open_clip.factory._find_checkpoint_in_dir).
_FOLDER_NAMES = (
    "open_clip_model.safetensors",
    "open_clip_pytorch_model.safetensors",
    "open_clip_pytorch_model.bin",
    "open_clip_pytorch_model.pth",
    "model.safetensors",
    "pytorch_model.bin",
    "pytorch_model.pth",
    "model.pth",
)
_SUFFIXES = (".safetensors", ".bin", ".pth")
# open_clip.transform.PreprocessCfg's defaults, which a tag or a folder overlays.
_PREPROCESS: Mapping[str, Any] = {
    "mode": "RGB",
    "mean": (0.48145466, 0.4578275, 0.40821073),
    "std": (0.26862954, 0.26130258, 0.27577711),
    "interpolation": "bicubic",
    "resize_mode": "shortest",
    "fill_color": 0,
}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One CLIP checkpoint: how it is built, how pictures are prepared, and where its files are or can be had.

    Args:
        title: the checkpoint in words, for messages.
        architecture: what ``open_clip.create_model`` is given: a model name, or ``local-dir:FOLDER``.
        model_cfg: open_clip's model config.
        preprocess_cfg: open_clip's whole preprocessing config, the size as (height, width) in pixels.
        weights: the weights file.
        text_config: the config folder of a Hugging Face text tower, if it has one.
        tokenizer: the folder of a Hugging Face tokenizer, if it uses one; else CLIP's byte pairs, inside open_clip.
    """

    title: str
    architecture: str
    model_cfg: Mapping[str, Any]
    preprocess_cfg: Mapping[str, Any]
    weights: Source
    text_config: HfFolder | None = field(default=None)
    tokenizer: HfFolder | None = field(default=None)

    @property
    def context_length(self) -> int:
        """Tokens that the text tower reads."""
        return int(self.model_cfg["text_cfg"].get("context_length") or 77)

    @property
    def quick_gelu(self) -> bool:
        """Whether the towers are built with QuickGELU, as OpenAI's were."""
        return bool(self.model_cfg.get("quick_gelu", False))


@dataclass(frozen=True, slots=True)
class _FolderWeights:
    """The weights file of a ``local-dir:`` folder, chosen as open_clip chooses, but never by chance."""

    folder: Path

    @property
    def where(self) -> None:
        return

    def find(self) -> Path | None:
        for name in _FOLDER_NAMES:
            if (self.folder / name).is_file():
                return self.folder / name
        others = sorted(p for p in self.folder.glob("*") if p.suffix in _SUFFIXES and p.is_file())
        if len(others) > 1:
            raise WeightsError(
                f"{self.folder} holds several weights files, and no name that settles which one is meant.",
                details=(p.name for p in others),
                hint=f"Rename the one that you mean to {_FOLDER_NAMES[0]} or {_FOLDER_NAMES[2]}.",
            )
        return others[0] if others else None

    def fetch(self, what: str, hint: str) -> Path:  # noqa: ARG002 - a Source; this one has a hint of its own
        if (found := self.find()) is None:
            raise WeightsError(
                f"{what}: the folder holds a config but no weights file, and random weights would rank at random.",
                hint=f"Put the weights beside the config, as {_FOLDER_NAMES[0]} or {_FOLDER_NAMES[2]}.",
            )
        return found


def architecture_config(model: str) -> Mapping[str, Any]:
    """open_clip's config of a model name.

    Raises:
        WeightsError: open_clip knows no model of that name.
    """
    name = model.replace("/", "-")
    path = package_folder() / "model_configs" / f"{name}.json"
    # Where open_clip is imported anyway its registry decides, for ``open_clip.add_model_config`` may have grown it.
    if "open_clip" not in sys.modules and path.is_file():
        return _read_json(path)
    library = open_clip()
    config: Mapping[str, Any] | None = library.get_model_config(name)
    if config is None:
        raise WeightsError(
            f"open_clip knows no model {model!r}: {did_you_mean(name, library.list_models())}",
            hint="List them with: python -c 'import open_clip; print(*open_clip.list_models())'",
        )
    return config


def config_source(model: str) -> Source | None:
    """The file with the config of a ``local-dir:`` or ``hf-hub:`` model; None for a model that open_clip brings."""
    if model.startswith(LOCAL_DIR):
        return LocalFile(Path(model.removeprefix(LOCAL_DIR)).expanduser().absolute() / _CONFIG_NAME)
    if model.startswith(HF_HUB):
        return HubFile(model.removeprefix(HF_HUB), (_CONFIG_NAME,))
    return None


def config_title(model: str) -> str:
    """The name of a ``local-dir:`` or ``hf-hub:`` model's config in messages."""
    return f"the config {_CONFIG_NAME} of {model}"


def describe(model: str, pretrained: str | None, *, hint: str) -> Checkpoint:
    """Say what a checkpoint is, from its config alone.

    Args:
        model: an open_clip model name, ``local-dir:FOLDER`` or ``hf-hub:ORG/REPO``.
        pretrained: a tag or a local weights file, where ``model`` is a name.
        hint: how a user can give the files in another way, for the errors.

    Raises:
        WeightsError: there is no such model, tag, folder or config, or model and weights do not belong together.
    """
    package_folder()
    source = config_source(model)
    if source is None:
        return _named(model, pretrained)
    if pretrained is not None:
        raise WeightsError(
            f"{model!r} brings its own weights, so pretrained={pretrained!r} would be ignored.",
            hint="Leave pretrained out, or give a model name with it.",
        )
    config = source.fetch(config_title(model), hint)
    repo = model.removeprefix(HF_HUB) if model.startswith(HF_HUB) else None
    return _configured(model, config, repo)


def _named(model: str, pretrained: str | None) -> Checkpoint:
    if pretrained is None:
        raise WeightsError(
            f"The open_clip model {model!r} needs weights: random ones would rank at random.",
            hint="Name a tag or a local file with --set encoder.pretrained=TAG_OR_FILE.",
        )
    model_cfg = architecture_config(model)
    quick_gelu = bool(model_cfg.get("quick_gelu", False))
    path = Path(pretrained).expanduser()
    overlay: Mapping[str, Any] = {}
    if path.is_dir():
        raise WeightsError(
            f"{pretrained} is a folder, and pretrained takes a tag or a weights file.",
            hint=f"Give an open_clip folder as the model: --set encoder.model=local-dir:{pretrained}",
        )
    weights: Source
    if path.is_file() or path.suffix or "/" in pretrained or os.sep in pretrained:
        weights = LocalFile(path)
    else:
        overlay = tag_config(model.replace("/", "-"), pretrained, quick_gelu=quick_gelu)
        weights = tag_source(overlay)
    text = model_cfg["text_cfg"]
    return Checkpoint(
        title=f"open_clip weights {model} {pretrained}",
        architecture=model,
        model_cfg=model_cfg,
        preprocess_cfg=_preprocess(model_cfg, overlay),
        weights=weights,
        text_config=_hub_folder(text.get("hf_model_name"), CONFIG),
        tokenizer=_hub_folder(text.get("hf_tokenizer_name"), VOCABULARY),
    )


def _configured(model: str, path: Path, repo: str | None) -> Checkpoint:
    config = _read_json(path)
    model_cfg = config.get("model_cfg")
    if not isinstance(model_cfg, dict) or not {"embed_dim", "vision_cfg", "text_cfg"} <= set(model_cfg):
        raise WeightsError(
            f"{path}: no open_clip config: it needs a table 'model_cfg' with embed_dim, vision_cfg and text_cfg."
        )
    folder, text = path.parent, model_cfg["text_cfg"]
    return Checkpoint(
        title=f"open_clip weights {model}",
        architecture=f"{LOCAL_DIR}{folder}",
        model_cfg=model_cfg,
        preprocess_cfg=_preprocess(model_cfg, config.get("preprocess_cfg") or {}),
        weights=HubFile(repo, weights_names()) if repo else _FolderWeights(folder),
        text_config=_beside(folder, text.get("hf_model_name"), CONFIG),
        tokenizer=_beside(folder, text.get("hf_tokenizer_name"), VOCABULARY),
    )


def _hub_folder(name: str | None, needs: tuple[str, ...]) -> HfFolder | None:
    return HfFolder(name, needs) if name else None


def _beside(folder: Path, name: str | None, needs: tuple[str, ...]) -> HfFolder | None:
    """The named folder, or the checkpoint's own where that holds the files: a path in a config survives no move."""
    if not name:
        return None
    own = HfFolder(str(folder), needs)
    return own if own.find() is not None else HfFolder(name, needs)


def _preprocess(model_cfg: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """Preprocessing as open_clip settles it: its defaults, then the checkpoint's word, then the tower's size."""
    given = {key: overlay[key] for key in _PREPROCESS if overlay.get(key) is not None}
    size = model_cfg["vision_cfg"].get("image_size", 224)
    height, width = size if isinstance(size, list | tuple) else (size, size)
    return {**_PREPROCESS, **given, "size": (height, width)}


def _read_json(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsError(f"{path}: cannot be read as JSON ({error}).") from error
    if not isinstance(config, dict):
        raise WeightsError(f"{path}: expected a JSON object.")
    return config

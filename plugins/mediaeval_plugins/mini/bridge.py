"""Join a picture classifier and a sentence encoder into one CLIP-like checkpoint, in closed form.

The classifier says how much a picture looks like each of ImageNet's classes; the sentence encoder says what the name
of each class means. With ``W`` the classifier's rows, ``b`` its biases and ``T`` the unit embeddings of the classes'
names and definitions, both centred over the classes, the picture tower's head is

    head(x) = (T - mean T)^T ((W - mean W) x + (b - mean b))

so that a picture lands near the sentences about what it shows. No training, no pictures, no captions.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediaeval import OutputError, WeightsError, cache_folder
from mediaeval_plugins.mini.packages import IMAGE_TOWER, INPUTS, TEXT_TOWER
from mediaeval_plugins.openclip.digests import file_digest, json_digest
from mediaeval_plugins.openclip.library import package_folder

if TYPE_CHECKING:
    import torch

__all__ = ["built_folder"]

RECIPE = 1
"""Raised with every change of what this file computes."""
CONTEXT = 64
_ARCHITECTURE = "tf_efficientnet_lite0"
_WEIGHTS = "open_clip_model.safetensors"
_RECORD = "bridge.json"
_PROMPTS = ("a photo of a {}.", "{}", "a picture showing a {} in the background", "there is a {} in the scene")
_CONFIG = {
    "model_cfg": {
        "embed_dim": 384,
        "vision_cfg": {
            "timm_model_name": _ARCHITECTURE,
            "timm_model_pretrained": False,
            "timm_pool": "avg",
            "timm_proj": "",
            "image_size": 224,
        },
        # The name says where the tower comes from; it is read from the checkpoint's own folder, wherever that lies.
        "text_cfg": {
            "hf_model_name": "sentence-transformers/all-MiniLM-L6-v2",
            "hf_tokenizer_name": "sentence-transformers/all-MiniLM-L6-v2",
            "hf_proj_type": None,
            "hf_pooler_type": "mean_pooler",
            "context_length": CONTEXT,
        },
    },
    "preprocess_cfg": {
        "mean": [0.5] * 3,
        "std": [0.5] * 3,
        "interpolation": "bicubic",
        "resize_mode": "shortest",
        "size": [224, 224],
    },
}


def built_folder() -> Path:
    """The folder of the joined checkpoint, built at the first call on a machine.

    Raises:
        WeightsError: a package is missing or another one than expected, or the built weights were changed since.
        OutputError: the cache folder cannot be written.
    """
    recipe = {"recipe": RECIPE, "config": _CONFIG, "inputs": {part.module: dict(part.pins) for part in INPUTS}}
    folder = cache_folder("mini", json_digest(recipe)[:16])
    if not (folder / _RECORD).is_file():
        _build(folder, recipe)
    recorded = json.loads((folder / _RECORD).read_text(encoding="utf-8"))["built"]
    if not (folder / _WEIGHTS).is_file() or file_digest(folder / _WEIGHTS) != recorded[_WEIGHTS]:
        raise WeightsError(
            f"{folder / _WEIGHTS}: not the weights that were built there.",
            hint=f"Remove the folder {folder}; the next run builds it again.",
        )
    return folder


def _build(folder: Path, recipe: dict[str, Any]) -> None:
    """Build beside the final place and take the name at once: a killed build leaves nothing under it.

    Of two processes that build at the same time one comes second and throws its own away.
    """
    package_folder()
    image_tower, text_tower = (part.verified() for part in (IMAGE_TOWER, TEXT_TOWER))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _write(temporary, image_tower, text_tower, recipe)
            temporary.chmod(0o755)  # mkdtemp keeps its folder from other users of a shared cache
            temporary.rename(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        if not (folder / _RECORD).is_file():
            raise OutputError(
                f"{folder}: the encoder mini cannot be built there ({error.strerror or error}).",
                hint="Make room, or point the environment variable MEDIAEVAL_CACHE at a folder that can be written.",
            ) from error


def _write(folder: Path, image_tower: Path, text_tower: Path, recipe: dict[str, Any]) -> None:
    from safetensors.torch import save_file

    state = _state(image_tower, text_tower)
    save_file(state, folder / _WEIGHTS, metadata={"format": "pt"})
    for name in TEXT_TOWER.pins:
        if name != "model.safetensors":
            shutil.copyfile(text_tower / name, folder / name)
    (folder / "open_clip_config.json").write_text(json.dumps(_CONFIG, indent=1), encoding="utf-8")
    record = {
        **recipe,
        "built": {_WEIGHTS: file_digest(folder / _WEIGHTS)},
        "versions": {name: version(name) for name in ("torch", "timm", "transformers")},
    }
    (folder / _RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")
    for path in folder.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _state(image_tower: Path, text_tower: Path) -> dict[str, torch.Tensor]:
    """The tensors of an open_clip ``CustomTextCLIP``, fp32."""
    import timm
    import torch

    classifier = timm.create_model(_ARCHITECTURE, pretrained=False)
    weights = torch.load(image_tower / next(iter(IMAGE_TOWER.pins)), map_location="cpu", weights_only=True)
    # The same tensors in the same order under other names; strict loading checks that every shape fits.
    classifier.load_state_dict(dict(zip(classifier.state_dict(), weights.values(), strict=True)))

    text, classes = _class_embeddings(text_tower)
    state = {f"visual.trunk.{key}": value for key, value in classifier.state_dict().items()}
    joined = _join(classifier.classifier.weight.detach(), classifier.classifier.bias.detach(), classes)
    state["visual.trunk.classifier.weight"], state["visual.trunk.classifier.bias"] = joined
    state |= {f"text.transformer.{key}": value for key, value in text.state_dict().items()}
    state["logit_scale"] = torch.tensor(40.0).log()  # open_clip wants one; a ranking by cosines never reads it
    return {key: value.contiguous() for key, value in state.items()}


def _join(rows: torch.Tensor, biases: torch.Tensor, classes: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The closed form of the module's docstring, computed in fp64, given in fp32.

    Args:
        rows: the classifier's weights, of shape (classes, features).
        biases: its biases, of shape (classes,).
        classes: what the classes mean, of shape (classes, dimensions).

    Returns:
        Weights of shape (dimensions, features) and biases of shape (dimensions,).
    """
    rows, biases, classes = rows.double(), biases.double(), classes.double()
    centred = (classes - classes.mean(dim=0)).T
    return (centred @ (rows - rows.mean(dim=0))).float(), (centred @ (biases - biases.mean())).float()


def _class_embeddings(folder: Path) -> tuple[torch.nn.Module, torch.Tensor]:
    """The sentence encoder, and unit embeddings of ImageNet's classes by name and definition, of shape (1000, 384)."""
    import torch
    from safetensors.torch import load_file
    from timm.data import ImageNetInfo
    from tqdm import tqdm
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    model: torch.nn.Module = AutoModel.from_config(config, add_pooling_layer=False).eval()
    weights = load_file(folder / "model.safetensors")
    model.load_state_dict({key: weights[key] for key in model.state_dict()})
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)

    info = ImageNetInfo()
    labels = range(info.num_classes())
    names = [info.index_to_description(label).split(",")[0] for label in labels]
    phrasings = [
        *([prompt.format(name) for name in names] for prompt in _PROMPTS),
        [info.index_to_description(label, detailed=True) for label in labels],
    ]
    batch = 100
    with (
        torch.inference_mode(),
        tqdm(total=sum(map(len, phrasings)), desc="building mini, once", unit="text", leave=False, disable=None) as bar,
    ):

        def embed(texts: list[str]) -> torch.Tensor:
            rows = torch.empty(len(texts), config.hidden_size)
            by_length = sorted(range(len(texts)), key=lambda i: len(texts[i]))  # little padding
            for start in range(0, len(texts), batch):
                chosen = by_length[start : start + batch]
                part = [texts[i] for i in chosen]
                tokens = tokenizer(part, padding=True, truncation=True, max_length=CONTEXT, return_tensors="pt")
                hidden = model(**tokens).last_hidden_state
                mask = tokens["attention_mask"][..., None].float()
                rows[chosen] = torch.nn.functional.normalize((hidden * mask).sum(dim=1) / mask.sum(dim=1), dim=-1)
                bar.update(len(part))
            return rows

        *by_prompt, by_definition = (embed(texts) for texts in phrasings)
        by_name = torch.nn.functional.normalize(torch.stack(by_prompt).mean(dim=0), dim=-1)
        return model, torch.nn.functional.normalize(by_name + by_definition, dim=-1)

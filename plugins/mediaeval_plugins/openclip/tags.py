"""Pretrained tags: which file one means, how its pictures are prepared, and which activation it was trained with."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from mediaeval import WeightsError, did_you_mean
from mediaeval_plugins.openclip.library import open_clip
from mediaeval_plugins.openclip.weights import HubFile, LocalFile, Source, UrlFile

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["tag_config", "tag_source", "weights_names"]

_OPENAI = {
    "mean": (0.48145466, 0.4578275, 0.40821073),
    "std": (0.26862954, 0.26130258, 0.27577711),
    "interpolation": "bicubic",
    "resize_mode": "shortest",
}
_SIGLIP = {"mean": (0.5, 0.5, 0.5), "std": (0.5, 0.5, 0.5), "interpolation": "bicubic", "resize_mode": "squash"}
# Those of the shipped run files, as open_clip.pretrained has them, so that planning a run imports no torch; a test
# compares the two.
_NAMED: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("ViT-H-14", "laion2b_s32b_b79k"): {"hf_hub": "laion/CLIP-ViT-H-14-laion2B-s32B-b79K/", **_OPENAI},
    ("ViT-L-14-336-quickgelu", "openai"): {
        "hf_hub": "timm/vit_large_patch14_clip_336.openai/",
        "quick_gelu": True,
        **_OPENAI,
    },
    ("ViT-SO400M-16-SigLIP2-384", "webli"): {"hf_hub": "timm/ViT-SO400M-16-SigLIP2-384/", **_SIGLIP},
    ("ViT-gopt-16-SigLIP2-384", "webli"): {"hf_hub": "timm/ViT-gopt-16-SigLIP2-384/", **_SIGLIP},
    ("PE-Core-L-14-336", "meta"): {"hf_hub": "timm/PE-Core-L-14-336/", **_SIGLIP, "interpolation": "bilinear"},
    ("PE-Core-bigG-14-448", "meta"): {"hf_hub": "timm/PE-Core-bigG-14-448/", **_SIGLIP, "interpolation": "bilinear"},
    ("ViT-H-14-378-quickgelu", "dfn5b"): {
        "hf_hub": "apple/DFN5B-CLIP-ViT-H-14-378/",
        "quick_gelu": True,
        **_OPENAI,
        "resize_mode": "squash",
    },
    ("ViT-H-14-worldwide-378", "metaclip2_worldwide"): {
        "hf_hub": "timm/vit_huge_patch14_clip_378.metaclip2_worldwide/",
        **_OPENAI,
        "resize_mode": "squash",
    },
    ("ViT-bigG-14-worldwide-378", "metaclip2_worldwide"): {
        "hf_hub": "timm/vit_gigantic_patch14_clip_378.metaclip2_worldwide/",
        **_OPENAI,
        "resize_mode": "squash",
    },
}


def tag_config(model: str, tag: str, *, quick_gelu: bool) -> Mapping[str, Any]:
    """open_clip's entry for a tag: where the weights are, and how pictures are prepared.

    Args:
        model: an open_clip model name.
        tag: a pretrained tag of that model.
        quick_gelu: whether the model's config uses QuickGELU.

    Raises:
        WeightsError: there is no such tag, or its weights were trained with the other activation; loaded all the
            same, they would give embeddings that are slightly wrong everywhere.
    """
    tag = tag.lower().replace("-", "_")
    twin = f"{model}-quickgelu"
    # Named entries first: the refusal below must not wait for torch to be imported.
    config = _NAMED.get((model, tag)) or _NAMED.get((twin, tag)) or _library_config(model, tag)
    if bool(config.get("quick_gelu")) == quick_gelu:
        return config
    if quick_gelu:
        raise WeightsError(
            f"The weights {tag!r} were trained with GELU, but the config of {model!r} says QuickGELU.",
            hint=f"Use the model {model.removesuffix('-quickgelu')!r} with these weights.",
        )
    raise WeightsError(
        f"The weights {tag!r} were trained with QuickGELU, but the config of {model!r} says GELU.",
        hint=f"Use the model {twin!r} with these weights.",
    )


def _library_config(model: str, tag: str) -> Mapping[str, Any]:
    library = open_clip()
    config: Mapping[str, Any] = library.get_pretrained_cfg(model, tag)
    if not config:
        tags = library.list_pretrained_tags_by_model(model)
        raise WeightsError(
            f"The open_clip model {model!r} has no pretrained tag {tag!r}: {did_you_mean(tag, tags)}",
            hint=f"Tags of {model}: {', '.join(tags)}." if tags else "Give a local weights file as pretrained.",
        )
    return config


def tag_source(config: Mapping[str, Any]) -> Source:
    """Where a tag's weights come from; the hub goes before a URL, and safetensors before pickles, as in open_clip."""
    if "file" in config:
        return LocalFile(config["file"])
    if not config.get("hf_hub"):
        return UrlFile(config["url"])
    repo, _, name = config["hf_hub"].rpartition("/")
    return HubFile(repo, weights_names(name or None))


def weights_names(name: str | None = None) -> tuple[str, ...]:
    """The names under which a hub repository may hold its weights, best first."""
    if name is None:
        return ("open_clip_model.safetensors", "open_clip_pytorch_model.bin")
    path = PurePosixPath(name)
    return (str(path.with_suffix(".safetensors")), name) if path.suffix in {".bin", ".pth"} else (name,)

"""Any open_clip model as an encoder."""

from __future__ import annotations

import contextlib
import os
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any, Literal

from annotated_types import Ge

from mediaeval import File, RunFileError
from mediaeval_plugins.openclip.checkpoint import Checkpoint, config_source, config_title, describe
from mediaeval_plugins.openclip.digests import file_digest, json_digest
from mediaeval_plugins.openclip.folders import CONFIG, folder_digests, tokenizer_digests
from mediaeval_plugins.openclip.library import open_clip, require_transformers
from mediaeval_plugins.openclip.lineage import image_weights
from mediaeval_plugins.openclip.pixels import preprocess_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    import torch
    from numpy.typing import NDArray
    from PIL import Image

    from mediaeval_plugins.openclip.tokens import Tokenizer
    from mediaeval_plugins.openclip.transfer import Transfer
    from mediaeval_plugins.openclip.weights import Source

__all__ = ["OpenClipEncoder", "Precision", "device_of"]

Precision = Literal["fp32", "bf16", "fp16"]
_BESIDE = "Give a folder that holds it beside the weights with --set encoder.model=local-dir:/path/to/folder."


class OpenClipEncoder:
    """A CLIP model by open_clip: pictures and titles to rows of ``embed_dim`` numbers, not yet of unit length.

    Args:
        model: an open_clip model name such as ``ViT-B-32``, ``local-dir:FOLDER`` with an ``open_clip_config.json`` and
            weights in it, or ``hf-hub:ORG/REPO``.
        pretrained: a tag of that model name, or a local weights file; a file is taken with open_clip's default
            preprocessing, so give weights that want another one as a folder.
        precision: of the matrix products: fp32, or autocast over fp32 weights.
        device: ``auto`` (CUDA, else Apple's MPS, else CPU), or a torch device such as ``cuda:1``.
        batch_size: pictures or titles in one forward pass.
        draft: let large JPEGs be scaled down while they are decoded, to no less than twice the tower's size: much
            faster for photographs, and slightly other pixels.
        compiled: compile the picture tower with torch.compile; slightly other rounding.
    """

    hint = (
        "Give a local weights file with --set encoder.pretrained=/path/to/file, "
        "or a folder with --set encoder.model=local-dir:/path/to/folder."
    )

    def __init__(
        self,
        model: str,
        pretrained: str | None = None,
        precision: Precision = "fp32",
        device: str = "auto",
        batch_size: Annotated[int, Ge(1)] = 32,
        draft: bool = False,
        compiled: bool = False,
    ) -> None:
        self.model = model
        self.pretrained = pretrained
        self.precision: Precision = precision
        self.device = device
        self.batch_size: int = batch_size
        self.draft = draft
        self.compiled = compiled
        self._described: Checkpoint | None = None
        self._forget()

    def _forget(self) -> None:
        self._towers: Any = None  # open_clip.CLIP and its kin, which share no typed base
        self._tokenizer: Tokenizer | None = None
        self._transform: Callable[[Image.Image], Any] | None = None
        self._transfer: Transfer | None = None

    def __getstate__(self) -> dict[str, Any]:
        """What a worker process needs: the options and the checkpoint's description, never its weights."""
        return {**self.__dict__, "_towers": None, "_tokenizer": None, "_transform": None, "_transfer": None}

    def names(self) -> tuple[str, str | None]:
        """The pair (model, pretrained) that open_clip knows the checkpoint by."""
        return self.model, self.pretrained

    def describe(self) -> Checkpoint:
        """Read what the checkpoint is; loads nothing.

        Raises:
            WeightsError: there is no such checkpoint, or model and weights do not belong together.
        """
        return describe(*self.names(), hint=self.hint)

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint, described once."""
        if self._described is None:
            self._described = self.describe()
        return self._described

    @property
    def context_length(self) -> int:
        """Tokens that the text tower reads."""
        return self.checkpoint.context_length

    @property
    def used_device(self) -> str | None:
        """The device that the model is on, in words; None while it is not loaded."""
        if self._towers is None:
            return None
        device = device_of(self.device)
        import torch

        return f"{device} ({torch.cuda.get_device_name(device)})" if device.type == "cuda" else str(device)

    def requirements(self) -> Sequence[File]:
        """The config, weights and tokenizer files, found or missing; opens no connection."""
        model, _ = self.names()
        config = config_source(model)
        if config is not None and config.find() is None:
            return [self._needed(config_title(model), config)]
        checkpoint = self.checkpoint
        files = [self._needed(checkpoint.title, checkpoint.weights)]
        if checkpoint.text_config is not None:
            files.append(self._needed(f"{checkpoint.title}: text tower config", checkpoint.text_config, _BESIDE))
        if checkpoint.tokenizer is not None:
            files.append(self._needed(f"{checkpoint.title}: tokenizer", checkpoint.tokenizer, _BESIDE))
        return files

    def _needed(self, what: str, source: Source, hint: str | None = None) -> File:
        hint = hint or self.hint
        if source.where is not None:
            what, hint = f"{what} ({source.where})", f"Downloaded at first use. {hint}"
        return File(what, source.find(), hint)

    def fingerprint(self, modality: Literal["image", "text"]) -> Mapping[str, Any]:
        """All that decides an embedding of one modality.

        Digests of config and weights, preprocessing or tokenizer, precision, library versions; of paths, device and
        batch size it is independent.

        Raises:
            WeightsError: a file of the checkpoint is not here, and cannot be had.
        """
        checkpoint = self.checkpoint
        weights = checkpoint.weights.fetch(checkpoint.title, self.hint)
        model_cfg = dict(checkpoint.model_cfg)
        # Names of folders and repositories say where files are; their digests, below, say what is in them.
        model_cfg["text_cfg"] = {
            key: value
            for key, value in model_cfg["text_cfg"].items()
            if key not in {"hf_model_name", "hf_tokenizer_name"}
        }
        common = {
            "model": json_digest(model_cfg),
            "weights": image_weights(weights) if modality == "image" else file_digest(weights),
            "modality": modality,
            "precision": self.precision,
        }
        if modality == "image":
            return {**common, **self._image_fingerprint(checkpoint)}
        return {**common, **self._text_fingerprint(checkpoint)}

    def _image_fingerprint(self, checkpoint: Checkpoint) -> dict[str, Any]:
        packages = ["open_clip_torch", "pillow", "torchvision"]
        if "timm_model_name" in checkpoint.model_cfg["vision_cfg"]:
            packages.append("timm")
        preprocess = {k: list(v) if isinstance(v, tuple) else v for k, v in checkpoint.preprocess_cfg.items()}
        chosen = {name: True for name in ("draft", "compiled") if getattr(self, name)}
        return {"preprocess": preprocess, **chosen, "versions": _versions(*packages)}

    def _text_fingerprint(self, checkpoint: Checkpoint) -> dict[str, Any]:
        packages = ["open_clip_torch", "ftfy"]
        parts: dict[str, Any] = {
            "context_length": checkpoint.context_length,
            "tokenizer": "open_clip",
            "padding": "longest",
        }
        if checkpoint.tokenizer is not None:
            require_transformers(f"{checkpoint.title}: tokenizer")
            folder = checkpoint.tokenizer.fetch(f"{checkpoint.title}: tokenizer", self.hint)
            parts["tokenizer"] = tokenizer_digests(folder)
            packages += ["tokenizers", "transformers"]
        if checkpoint.text_config is not None:
            require_transformers(f"{checkpoint.title}: text tower")
            folder = checkpoint.text_config.fetch(f"{checkpoint.title}: text tower config", self.hint)
            parts["text_tower"] = folder_digests(folder, CONFIG)
            packages += [] if "transformers" in packages else ["transformers"]
        return {**parts, "versions": _versions(*packages)}

    def preprocess(self, image: Image.Image) -> NDArray[np.float32]:
        """One picture to ``(3, height, width)``, as open_clip's own ``preprocess_val`` gives it; needs no weights."""
        if self._transform is None:
            config = self.checkpoint.preprocess_cfg
            self._transform = preprocess_of(config) or _library_transform(config)
        pixels: NDArray[np.float32] = self._transform(image)
        return pixels

    @property
    def draft_size(self) -> tuple[int, int] | None:
        """Width and height below which no JPEG is scaled while it is decoded; None without the option ``draft``."""
        if not self.draft:
            return None
        height, width = self.checkpoint.preprocess_cfg["size"]
        return 2 * width, 2 * height

    def encode_images(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """``(n, 3, height, width)`` preprocessed pictures to ``(n, embed_dim)``."""
        return self.launch_images(batch)()

    def launch_images(self, batch: NDArray[np.float32]) -> Callable[[], NDArray[np.float32]]:
        """Start one batch; what is returned waits for its rows. On CUDA the next may be started before that."""
        towers, device = self.loaded()
        if self._transfer is None:
            from mediaeval_plugins.openclip.transfer import Transfer

            self._transfer = Transfer(device)
        with self._inference(device):
            return self._transfer.down(towers.encode_image(self._transfer.up(batch), normalize=False))

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """``n`` titles to ``(n, embed_dim)``; a title that is too long is cut at ``context_length`` tokens."""
        from mediaeval_plugins.openclip.trim import encode_text

        towers, device = self.loaded()
        tokens = self.tokenizer()(list(texts))
        with self._inference(device):
            rows: NDArray[np.float32] = encode_text(towers, tokens.to(device)).float().cpu().numpy()
            return rows

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each title before any cut, start and end marks included; loads the tokenizer alone."""
        from mediaeval_plugins.openclip.tokens import count

        return count(self.tokenizer(), texts)

    def tokenizer(self) -> Tokenizer:
        """The checkpoint's tokenizer, made at the first call.

        Raises:
            WeightsError: its files are not here, and cannot be had.
        """
        if self._tokenizer is None:
            from mediaeval_plugins.openclip.tokens import tokenizer_of

            self._tokenizer = tokenizer_of(self.checkpoint, hint=self.hint)
        return self._tokenizer

    def loaded(self) -> tuple[Any, torch.device]:
        """open_clip's model, frozen and in evaluation mode, and the device that it is on; loaded at the first call.

        Raises:
            WeightsError: the weights are not here and cannot be had, or are another model's.
        """
        if self._towers is None:  # what can be refused is refused before torch is imported
            self.checkpoint.weights.fetch(self.checkpoint.title, self.hint)
        device = device_of(self.device)
        if self._towers is None:
            from mediaeval_plugins.openclip.towers import build

            self._towers = build(self.checkpoint, hint=self.hint).to(device)
            if self.compiled:
                import torch

                self._towers.visual = torch.compile(self._towers.visual)
        return self._towers, device

    @contextlib.contextmanager
    def _inference(self, device: torch.device) -> Any:
        import torch

        with torch.inference_mode():
            if self.precision == "fp32":
                yield
                return
            dtype = torch.bfloat16 if self.precision == "bf16" else torch.float16
            with torch.autocast(device.type, dtype=dtype):
                yield


def _library_transform(config: Mapping[str, Any]) -> Callable[[Image.Image], Any]:
    """open_clip's own, for what :mod:`mediaeval_plugins.openclip.pixels` does not do."""
    transform = open_clip().transform
    made = transform.image_transform_v2(transform.PreprocessCfg(**config), is_train=False)
    return lambda image: made(image).numpy()


def device_of(name: str) -> torch.device:
    """The device of an encoder's option: ``auto`` is CUDA, else MPS, else the CPU; each process has a GPU of its own.

    Raises:
        RunFileError: there is no such device.
    """
    import torch

    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        local = os.environ.get("LOCAL_RANK", os.environ.get("SLURM_LOCALID", ""))
        if name == "cuda" and local.isdecimal():  # of the processes of one machine each takes a GPU of its own
            name = f"cuda:{int(local) % torch.cuda.device_count()}"
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise RunFileError(
            f"device {name!r} is none that torch knows.", hint="Use auto, cpu, cuda, cuda:N or mps."
        ) from error
    there = {"cuda": torch.cuda.device_count(), "mps": int(torch.backends.mps.is_available())}.get(device.type, 1)
    if (device.index or 0) >= there and device.type != "cpu":
        raise RunFileError(
            f"device {name!r} is not there: torch sees {there} {device.type} device(s).", hint="Use --device auto."
        )
    return device


def _versions(*packages: str) -> dict[str, str]:
    """Versions of what can change an embedding; of torch the minor version, whose kernels its patches keep."""
    return {**{name: version(name) for name in packages}, "torch": ".".join(version("torch").split(".")[:2])}

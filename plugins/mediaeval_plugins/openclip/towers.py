"""Build a checkpoint's towers with open_clip and fill them strictly: every weight from the file, or an error.

Memory holds one copy of the weights: the model is not initialised before it is filled, and files are mapped, not read.
"""

from __future__ import annotations

import contextlib
import logging
import warnings
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mediaeval import WeightsError
from mediaeval_plugins.openclip.library import open_clip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import torch

    from mediaeval_plugins.openclip.checkpoint import Checkpoint

__all__ = ["build", "read_state", "text_config", "uninitialised"]

_SHOWN = 4
"""Keys of each kind that an error names."""


def build(checkpoint: Checkpoint, *, hint: str) -> torch.nn.Module:
    """The model with its weights, fp32, on the CPU, in evaluation mode.

    Raises:
        WeightsError: the weights are missing, are no checkpoint, or are another model's.
    """
    path = checkpoint.weights.fetch(checkpoint.title, hint)
    state = read_state(path, quick_gelu=checkpoint.quick_gelu)  # before the model: a bad file fails soon
    library = open_clip()
    with _unfilled(), uninitialised():
        model: Any = library.create_model(
            checkpoint.architecture,
            load_weights=False,
            pretrained_text=False,
            text_cfg=text_config(checkpoint, hint=hint),
        )
    size = model.visual.image_size
    if (size if isinstance(size, tuple) else (size, size)) != tuple(checkpoint.preprocess_cfg["size"]):
        raise WeightsError(
            f"{checkpoint.title}: pictures are prepared at {checkpoint.preprocess_cfg['size']}, the tower reads {size}."
        )
    _fill(model, state, path, checkpoint.title)
    towers: torch.nn.Module = model.eval().requires_grad_(requires_grad=False)
    return towers


@contextlib.contextmanager
def _unfilled() -> Iterator[None]:
    """Keep open_clip from warning that weights are random, which they are for a moment, and from setting up logging.

    It logs on the root logger, whose module-level functions install a handler where there is none.
    """
    root, handler = logging.getLogger(), logging.NullHandler()

    def other(record: logging.LogRecord) -> bool:
        return not str(record.msg).startswith("No pretrained weights loaded")

    root.addHandler(handler)
    root.addFilter(other)
    try:
        yield
    finally:
        root.removeFilter(other)
        root.removeHandler(handler)


@contextlib.contextmanager
def uninitialised() -> Iterator[None]:
    """Build modules without random numbers, which cost seconds for each hundred million weights.

    Their memory stays untouched, so that the system lends it when the weights arrive. Only for models that are filled
    strictly; what is computed rather than drawn, such as masks and rotary tables, is computed.
    """
    import torch
    from torch.overrides import TorchFunctionMode

    drawn = {torch.Tensor.normal_, torch.Tensor.uniform_, torch.Tensor.erfinv_}

    class Undrawn(TorchFunctionMode):
        def __torch_function__(
            self, function: Any, _: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
        ) -> Any:
            if function in drawn or getattr(function, "__module__", "") == "torch.nn.init":
                return args[0] if args else (kwargs or {})["tensor"]
            return function(*args, **(kwargs or {}))

    with Undrawn():
        yield


def text_config(checkpoint: Checkpoint, *, hint: str) -> dict[str, Any]:
    """The text tower's config, with a Hugging Face tower read from a folder on this machine: no hub is asked."""
    config = dict(checkpoint.model_cfg["text_cfg"])
    if checkpoint.text_config is not None:
        config["hf_model_name"] = str(checkpoint.text_config.fetch(f"{checkpoint.title}: text tower config", hint))
        config["hf_model_pretrained"] = False
    return config


def read_state(path: Path, *, quick_gelu: bool) -> dict[str, torch.Tensor]:
    """The tensors of a weights file: safetensors, a (training) checkpoint of torch, or OpenAI's TorchScript archive.

    Runs no code from the file: pickles are read with ``weights_only``.

    Args:
        path: the file.
        quick_gelu: whether the model that they are for uses QuickGELU.

    Raises:
        WeightsError: the file is no checkpoint, or an OpenAI archive for a model without QuickGELU.
    """
    import torch

    archive = _is_torchscript(path)
    if archive and not quick_gelu:
        raise WeightsError(
            f"{path}: an OpenAI archive was trained with QuickGELU, but the model's config says GELU.",
            hint="Use the model of the same name that ends in -quickgelu.",
        )
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            content: Any = load_file(path)
        elif archive:
            content = _torchscript_state(path)
        else:
            # What torch saved before 1.6 is no zip archive, and cannot be mapped.
            content = torch.load(path, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(path))
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise _not_a_checkpoint(path, reason) from error
    if isinstance(content, Mapping):
        content = content.get("state_dict", content)
    if (
        not isinstance(content, Mapping)
        or not content
        or not all(isinstance(key, str) and isinstance(value, torch.Tensor) for key, value in content.items())
    ):
        raise _not_a_checkpoint(path, "it holds no state dict of named tensors")
    if all(key.startswith("module.") for key in content):  # saved from (Distributed)DataParallel
        return {key.removeprefix("module."): value for key, value in content.items()}
    return dict(content)


def _not_a_checkpoint(path: Path, reason: str) -> WeightsError:
    return WeightsError(
        f"{path}: not a checkpoint that can be read ({reason.rstrip('.')}).",
        hint="Expected safetensors, a state dict saved by torch, or an OpenAI archive.",
    )


def _is_torchscript(path: Path) -> bool:
    if path.suffix == ".safetensors" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(name.endswith("/constants.pkl") for name in archive.namelist())


def _torchscript_state(path: Path) -> dict[str, Any]:
    import torch

    with warnings.catch_warnings():
        # OpenAI's files are what they are; that torch would rather have others saved is nothing to a user of them.
        warnings.filterwarnings("ignore", message=".*torch.jit")
        state: dict[str, Any] = torch.jit.load(path, map_location="cpu").state_dict()  # type: ignore[no-untyped-call]
    # Numbers that OpenAI stores among the weights (open_clip.factory.load_state_dict drops the same).
    return {k: v for k, v in state.items() if k not in {"input_resolution", "context_length", "vocab_size"}}


def _fill(model: torch.nn.Module, state: Mapping[str, torch.Tensor], path: Path, title: str) -> None:
    """Load every tensor under its key in its shape.

    open_clip's own loader would stretch position embeddings of another resolution or context length to fit, without
    a word; weights that are another model's are refused here.
    """
    import torch
    from open_clip.convert import convert_state_dict
    from open_clip.model import convert_to_custom_text_state_dict

    state = convert_state_dict(model, dict(state))
    if "positional_embedding" in state and not hasattr(model, "positional_embedding"):
        state = convert_to_custom_text_state_dict(state)
    wanted = model.state_dict()
    # transformers once stored position ids as weights; a bias of the training loss is in no embedding.
    state = {k: v for k, v in state.items() if k in wanted or not k.endswith(("embeddings.position_ids", "logit_bias"))}
    for scalar in ("logit_scale", "logit_bias"):  # stored as a number or as one element
        if scalar in wanted:
            state[scalar] = state.get(scalar, torch.zeros(())).reshape(wanted[scalar].shape)
    problems = [
        *_named("missing", [k for k in wanted if k not in state]),
        *_named("unexpected", [k for k in state if k not in wanted]),
        *_named(
            "of another shape",
            [
                f"{k} ({_shape(state[k])} in the file, {_shape(v)} in the model)"
                for k, v in wanted.items()
                if k in state and state[k].shape != v.shape
            ],
        ),
    ]
    if problems:
        raise WeightsError(
            f"{path}: these are not weights of this model ({title}).",
            details=problems,
            hint="Give the model that the weights were saved from.",
        )
    model.load_state_dict(state, strict=True)


def _shape(tensor: torch.Tensor) -> str:
    return "x".join(map(str, tensor.shape)) or "scalar"


def _named(what: str, keys: list[str]) -> list[str]:
    if not keys:
        return []
    more = f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else ""
    return [f"{len(keys)} {what}: {', '.join(keys[:_SHOWN])}{more}"]

"""The text tower of an open_clip model as what is trained: fp32 weights, unit rows."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Literal

from mediaeval import WeightsError
from mediaeval_plugins.finetune.text_loss import LARGEST_LOG_SCALE, contrastive_loss
from mediaeval_plugins.openclip.trim import encode_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import torch

    from mediaeval_plugins.openclip.encoder import OpenClipEncoder

__all__ = ["TextTower"]

_SCALARS = ("logit_scale", "logit_bias")


class TextTower:
    """The text side of an encoder's own model: as it is trained, the encoder reads with the new weights.

    The model stays in evaluation mode: nothing is dropped out, so that a title gives the same row at every call and
    gradients may be cached. The image side keeps no gradient.

    Args:
        encoder: whose text tower.
        precision: fp32, or bf16 by autocast; weights, rows and loss are fp32.
        train_scale: whether the temperature is trained too.

    Raises:
        WeightsError: the model has no text tower with weights, or no temperature.
    """

    def __init__(
        self, encoder: OpenClipEncoder, *, precision: Literal["fp32", "bf16"] = "fp32", train_scale: bool = False
    ) -> None:

        self._model, self.device = encoder.loaded()
        if not hasattr(self._model, "logit_scale"):
            raise WeightsError(f"{encoder.checkpoint.title}: the model has no logit_scale, so no contrastive loss.")
        self._precision, self.train_scale = precision, train_scale
        self.weights: dict[str, torch.nn.Parameter] = {
            name: weight
            for name, weight in self._model.named_parameters()
            if not name.startswith("visual.") and name not in _SCALARS
        }
        """What is trained, by its name in the checkpoint."""
        if not self.weights:
            raise WeightsError(f"{encoder.checkpoint.title}: the model has no text tower that could be trained.")
        self.log_scale: torch.nn.Parameter = self._model.logit_scale
        for weight in (*self.weights.values(), *([self.log_scale] if train_scale else [])):
            weight.data = weight.detach().clone()  # weights may be mapped from the checkpoint's file
            weight.requires_grad_()

    @property
    def trained(self) -> dict[str, torch.nn.Parameter]:
        """All that an optimiser may change, by name."""
        return {**self.weights, **({"logit_scale": self.log_scale} if self.train_scale else {})}

    def __call__(self, tokens: torch.Tensor) -> torch.Tensor:
        """``(m, length)`` token ids to ``(m, d)`` unit rows, with a graph where one is kept."""
        import torch

        with self._cast():
            rows = encode_text(self._model, tokens)
        rows = rows.float() if rows.dtype in {torch.bfloat16, torch.float16} else rows
        return torch.nn.functional.normalize(rows, dim=-1)

    def loss(self, texts: torch.Tensor, images: torch.Tensor) -> torch.Tensor:
        """The loss of ``(N, d)`` titles and their pictures at the model's temperature."""
        return contrastive_loss(texts, images, self.log_scale.reshape(()))

    def clamp(self) -> None:
        """Keep the temperature where CLIP keeps it."""
        import torch

        if self.train_scale:
            with torch.no_grad():
                self.log_scale.clamp_(0, LARGEST_LOG_SCALE)

    def state(self) -> dict[str, torch.Tensor]:
        """Copies of what is trained, on the CPU."""
        return {name: weight.detach().cpu().clone() for name, weight in self.trained.items()}

    def load(self, state: Mapping[str, torch.Tensor]) -> None:
        """Take the weights of an earlier :meth:`state`."""
        import torch

        with torch.no_grad():
            for name, weight in self.trained.items():
                weight.copy_(state[name])

    def whole_state(self) -> dict[str, torch.Tensor]:
        """Every tensor of the model, for a checkpoint: the image tower, too."""
        return {
            name.replace("_orig_mod.", ""): value.detach().cpu().contiguous()  # of a compiled image tower
            for name, value in self._model.state_dict().items()
        }

    @contextlib.contextmanager
    def _cast(self) -> Any:
        import torch

        if self._precision == "fp32":
            yield
            return
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            yield

"""The encoders of the paper: CLIP ViT-H/14, CLIP ViT-L/14@336px, and the latter fine-tuned on news."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, ClassVar

from annotated_types import Ge

from mediaeval import WeightsError
from mediaeval_plugins.openclip.checkpoint import LOCAL_DIR, Checkpoint, architecture_config
from mediaeval_plugins.openclip.encoder import OpenClipEncoder, Precision

__all__ = ["VitH14", "VitL14At336", "VitL14At336FineTuned"]


class _Paper(OpenClipEncoder):
    """One architecture with the weights of a tag, or with local ones."""

    architecture: ClassVar[str]
    tag: ClassVar[str | None]
    hint = "Give a local weights file or an open_clip folder with --set encoder.checkpoint=/path/to/it."

    def __init__(
        self,
        checkpoint: str | None = None,
        precision: Precision = "fp32",
        device: str = "auto",
        batch_size: Annotated[int, Ge(1)] = 32,
        draft: bool = False,
        compiled: bool = False,
    ) -> None:
        super().__init__(self.architecture, self.tag, precision, device, batch_size, draft, compiled)
        self.local = checkpoint

    def names(self) -> tuple[str, str | None]:
        """The architecture with its tag or a local file, or a local folder."""
        if self.local is None:
            return self.architecture, self.tag
        path = Path(self.local.removeprefix(LOCAL_DIR)).expanduser().absolute()
        if path.is_dir() or self.local.startswith(LOCAL_DIR):
            return f"{LOCAL_DIR}{path}", None
        return self.architecture, str(path)

    def describe(self) -> Checkpoint:
        """Read what the checkpoint is.

        Raises:
            WeightsError: a folder holds another architecture than this encoder's.
        """
        checkpoint = super().describe()
        wanted = architecture_config(self.architecture)
        # The activation before anything else: it fits every tensor, and is wrong everywhere (open_clip issue 771).
        if checkpoint.quick_gelu != bool(wanted.get("quick_gelu", False)):
            said = "true" if wanted.get("quick_gelu", False) else "false"
            raise WeightsError(
                f'{self.local}: the config must say "quick_gelu": {said}, for {self.architecture} was trained so.',
                hint="Set it in the model_cfg of its open_clip_config.json, if the weights descend from that model.",
            )
        for key, here, there in _differences(wanted, checkpoint.model_cfg):
            raise WeightsError(
                f"{self.local}: not a {self.architecture}: {key} is {there!r}, expected {here!r}.",
                hint=f"Use the encoder open-clip with --set encoder.model=local-dir:{self.local} for another model.",
            )
        return checkpoint


def _differences(wanted: Any, found: Any, at: str = "model_cfg") -> list[tuple[str, Any, Any]]:
    """Where two configs contradict each other; a key that one leaves out has open_clip's default."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return [d for key in wanted if key in found for d in _differences(wanted[key], found[key], f"{at}.{key}")]
    return [] if wanted == found else [(at, wanted, found)]


class VitH14(_Paper):
    """CLIP ViT-H/14 trained on LAION-2B, 224 pixels, 1024 dimensions.

    Args:
        checkpoint: a local weights file or open_clip folder, instead of the tag ``laion2b_s32b_b79k``.
        precision: of the matrix products: fp32, or autocast over fp32 weights.
        device: ``auto`` (CUDA, else Apple's MPS, else CPU), or a torch device.
        batch_size: pictures or titles in one forward pass.
        draft: let large JPEGs be scaled down while they are decoded, to no less than twice the tower's size: much
            faster for photographs, and slightly other pixels.
        compiled: compile the picture tower with torch.compile; slightly other rounding.
    """

    architecture = "ViT-H-14"
    tag = "laion2b_s32b_b79k"


class VitL14At336(_Paper):
    """OpenAI's CLIP ViT-L/14 at 336 pixels, 768 dimensions, built with QuickGELU as it was trained.

    Args:
        checkpoint: a local weights file or open_clip folder, instead of the tag ``openai``.
        precision: of the matrix products: fp32, or autocast over fp32 weights.
        device: ``auto`` (CUDA, else Apple's MPS, else CPU), or a torch device.
        batch_size: pictures or titles in one forward pass.
        draft: let large JPEGs be scaled down while they are decoded, to no less than twice the tower's size: much
            faster for photographs, and slightly other pixels.
        compiled: compile the picture tower with torch.compile; slightly other rounding.
    """

    architecture = "ViT-L-14-336-quickgelu"
    tag = "openai"


class VitL14At336FineTuned(_Paper):
    """CLIP ViT-L/14 at 336 pixels, its text tower fine-tuned on news, from a local checkpoint.

    Args:
        checkpoint: an open_clip folder (preferred: its config says QuickGELU), or a weights file.
        precision: of the matrix products: fp32, or autocast over fp32 weights.
        device: ``auto`` (CUDA, else Apple's MPS, else CPU), or a torch device.
        batch_size: pictures or titles in one forward pass.
        draft: let large JPEGs be scaled down while they are decoded, to no less than twice the tower's size: much
            faster for photographs, and slightly other pixels.
        compiled: compile the picture tower with torch.compile; slightly other rounding.
    """

    architecture = "ViT-L-14-336-quickgelu"
    tag = None
    hint = (
        "Fine-tune one first, or give an open_clip folder or a weights file with --set encoder.checkpoint=/path/to/it."
    )

    def __init__(
        self,
        checkpoint: str = "checkpoints/vit-l-14-336-ft",
        precision: Precision = "fp32",
        device: str = "auto",
        batch_size: Annotated[int, Ge(1)] = 32,
        draft: bool = False,
        compiled: bool = False,
    ) -> None:
        super().__init__(checkpoint, precision, device, batch_size, draft, compiled)

"""The tiny model of the demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from annotated_types import Ge

from mediaeval_plugins.openclip.encoder import OpenClipEncoder, Precision

__all__ = ["CHECKPOINT", "DemoEncoder"]

CHECKPOINT = Path(__file__).parent / "checkpoint"


class DemoEncoder(OpenClipEncoder):
    """A CLIP of three million numbers, trained on other pictures and headlines of the demo's own making.

    Knows the scenes of the demo and nothing else; ``mediaeval demo train`` makes it again.

    Args:
        precision: of the matrix products: fp32, or autocast over fp32 weights.
        device: ``auto`` (CUDA, else Apple's MPS, else CPU), or a torch device.
        batch_size: pictures or titles in one forward pass.
    """

    hint = "It is part of the package; install the package again."

    def __init__(
        self,
        precision: Precision = "fp32",
        device: str = "auto",
        batch_size: Annotated[int, Ge(1)] = 32,
    ) -> None:
        super().__init__(f"local-dir:{CHECKPOINT}", None, precision, device, batch_size)

"""The bridge of two pretrained towers as an encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from annotated_types import Ge

from mediaeval import File
from mediaeval_plugins.mini.bridge import built_folder
from mediaeval_plugins.mini.packages import HINT, INPUTS
from mediaeval_plugins.openclip.encoder import OpenClipEncoder, Precision

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["MiniEncoder"]


class MiniEncoder(OpenClipEncoder):
    """EfficientNet-Lite0 looks, all-MiniLM-L6-v2 reads; 384 dimensions, 26 million parameters, 64 tokens.

    Real weights that come with packages: clearly better than chance, far from a trained CLIP. The first use builds
    the bridge between the two, in half a minute on two cores, into the cache folder.

    Args:
        precision: of the matrix products: fp32, or autocast over fp32 weights.
        device: ``auto`` (CUDA, else Apple's MPS, else CPU), or a torch device.
        batch_size: pictures or titles in one forward pass.
        draft: let large JPEGs be scaled down while they are decoded, to no less than twice the tower's size: much
            faster for photographs, and slightly other pixels.
        compiled: compile the picture tower with torch.compile; slightly other rounding.
    """

    hint = HINT

    def __init__(
        self,
        precision: Precision = "fp32",
        device: str = "auto",
        batch_size: Annotated[int, Ge(1)] = 32,
        draft: bool = False,
        compiled: bool = False,
    ) -> None:
        super().__init__("mini", None, precision, device, batch_size, draft, compiled)

    def names(self) -> tuple[str, str | None]:
        """The folder of the bridge, which is built if it is not there.

        Raises:
            WeightsError: the packages are missing or others than expected.
        """
        return f"local-dir:{built_folder()}", None

    def requirements(self) -> Sequence[File]:
        """The two packages' weights; builds nothing."""
        return [File(part.what, part.find(), HINT) for part in INPUTS]

"""open_clip's ``preprocess_val`` in Pillow and NumPy, to the last bit: worker processes start without torch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["Preprocess", "preprocess_of"]


@dataclass(frozen=True)
class Preprocess:
    """Resize, crop at the centre, convert to RGB, normalise; in that order, as open_clip does.

    Args:
        size: edge of the square, in pixels.
        interpolation: ``bicubic`` or ``bilinear``.
        squash: resize both edges; else the shorter one, and crop what the longer one has too much.
        mean: of the three channels, of values between 0 and 1.
        std: likewise.
    """

    size: int
    interpolation: str
    squash: bool
    mean: tuple[float, ...]
    std: tuple[float, ...]

    def __call__(self, image: Image.Image) -> NDArray[np.float32]:
        """One picture in the mode of its file to ``(3, size, size)``."""
        import numpy as np
        from PIL import Image

        method = Image.Resampling.BICUBIC if self.interpolation == "bicubic" else Image.Resampling.BILINEAR
        size = self.size
        if self.squash:
            image = image.resize((size, size), method)
        else:
            width, height = image.size
            short = min(width, height)
            width, height = int(size * width / short), int(size * height / short)
            image = image.resize((width, height), method)
            left, top = round((width - size) / 2), round((height - size) / 2)  # half to even, as torchvision rounds
            image = image.crop((left, top, left + size, top + size))
        levels = np.asarray(image.convert("RGB"))
        pixels = np.empty((3, size, size), dtype=np.float32)
        for channel in range(3):
            np.take(self._table[channel], levels[:, :, channel], out=pixels[channel], mode="clip")
        return pixels

    @cached_property
    def _table(self) -> NDArray[np.float32]:
        """``(3, 256)``: what each level of each channel becomes; each step in float32, as in torch."""
        import numpy as np

        levels = np.arange(256, dtype=np.float32) / np.float32(255)
        mean, std = (np.array(values, dtype=np.float32)[:, None] for values in (self.mean, self.std))
        table: NDArray[np.float32] = (levels - mean) / std
        return table


def preprocess_of(config: Mapping[str, Any]) -> Preprocess | None:
    """The preprocessing of an open_clip config; None for one that only open_clip itself can do."""
    height, width = config["size"]
    known = (
        height == width
        and config["mode"] == "RGB"
        and config["resize_mode"] in {"shortest", "squash"}
        and config["interpolation"] in {"bicubic", "bilinear"}
    )
    if not known:
        return None
    squash = config["resize_mode"] == "squash"
    return Preprocess(height, config["interpolation"], squash, tuple(config["mean"]), tuple(config["std"]))

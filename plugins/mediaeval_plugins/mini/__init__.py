"""A small real encoder that needs no model hub: two pretrained towers from package files, joined in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediaeval import Encoder, hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["mediaeval_encoders"]


@hookimpl
def mediaeval_encoders() -> Iterator[Encoder]:
    """The encoder of this family."""
    yield Encoder(
        "mini",
        "mediaeval_plugins.mini.encoder:MiniEncoder",
        summary="EfficientNet-Lite0 and all-MiniLM-L6-v2 joined without training: real weights, no hub, 384 dimensions",
    )

"""CLIP encoders through open_clip: the paper's three, and any other model or checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediaeval import Encoder, hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["mediaeval_encoders"]


@hookimpl
def mediaeval_encoders() -> Iterator[Encoder]:
    """The encoders of this family."""
    yield Encoder(
        "open-clip",
        "mediaeval_plugins.openclip.encoder:OpenClipEncoder",
        summary="any open_clip model: a name with a tag or a local file, local-dir:FOLDER, or hf-hub:ORG/REPO",
    )
    yield Encoder(
        "vit-h-14",
        "mediaeval_plugins.openclip.paper:VitH14",
        summary="CLIP ViT-H/14 trained on LAION-2B (laion2b_s32b_b79k), 1024 dimensions",
    )
    yield Encoder(
        "vit-l-14-336",
        "mediaeval_plugins.openclip.paper:VitL14At336",
        summary="OpenAI's CLIP ViT-L/14 at 336 pixels, 768 dimensions",
    )
    yield Encoder(
        "vit-l-14-336-ft",
        "mediaeval_plugins.openclip.paper:VitL14At336FineTuned",
        summary="CLIP ViT-L/14 at 336 pixels with a text tower fine-tuned on news, from a local checkpoint",
    )

"""Augmenters: further views of a title, from a sequence-to-sequence model or from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediaeval import Augmenter, hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterator


@hookimpl
def mediaeval_augmenters() -> Iterator[Augmenter]:
    """The title alone, T5 paraphrases, and the user's own paraphrases."""
    yield Augmenter("none", "mediaeval_plugins.paraphrase.none:NoAugmentation", summary="the title alone")
    yield Augmenter(
        "t5-paraphrase",
        "mediaeval_plugins.paraphrase.t5:T5Paraphrase",
        summary="the title and paraphrases written by a T5 or any other sequence-to-sequence checkpoint",
    )
    yield Augmenter(
        "file",
        "mediaeval_plugins.paraphrase.file:FileParaphrases",
        summary="the title and your own paraphrases, from JSON lines, CSV or TSV keyed by article id",
    )

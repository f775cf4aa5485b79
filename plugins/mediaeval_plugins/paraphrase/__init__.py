"""Augmenters: further views of a title, from a sequence-to-sequence model or from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediaeval import Augmenter, Command, hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterator


@hookimpl
def mediaeval_augmenters() -> Iterator[Augmenter]:
    """The title alone, T5 paraphrases, translations, and the user's own paraphrases."""
    yield Augmenter("none", "mediaeval_plugins.paraphrase.none:NoAugmentation", summary="the title alone")
    yield Augmenter(
        "t5-paraphrase",
        "mediaeval_plugins.paraphrase.t5:T5Paraphrase",
        summary="the title and paraphrases written by a T5 or any other sequence-to-sequence checkpoint",
    )
    yield Augmenter(
        "translate",
        "mediaeval_plugins.paraphrase.translate:Translate",
        summary="the title and its translation by a Marian, NLLB, mBART, M2M100 or T5 checkpoint",
    )
    yield Augmenter(
        "file",
        "mediaeval_plugins.paraphrase.file:FileParaphrases",
        summary="the title and paraphrases from a file: your own, or those of `mediaeval augment`, edited or not",
    )


@hookimpl
def mediaeval_commands() -> Iterator[Command]:
    """Views as a file."""
    yield Command(
        "augment",
        "mediaeval_plugins.paraphrase.command:augment",
        summary="Write paraphrases or other views of titles to a file, to read, edit and give back.",
    )

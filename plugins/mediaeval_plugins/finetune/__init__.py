"""Fine-tuning of a text tower against the frozen pictures of its image tower."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediaeval import Command, Edition, hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["mediaeval_commands", "mediaeval_editions"]


@hookimpl
def mediaeval_commands() -> Iterator[Command]:
    """Training."""
    yield Command(
        "finetune",
        "mediaeval_plugins.finetune.command:finetune",
        summary="Fine-tune the text tower of an open_clip model on a corpus; its image tower stays as it is.",
    )


@hookimpl
def mediaeval_editions() -> Iterator[Edition]:
    """What a corpus keeps for validation, as a split."""
    yield Edition(
        "corpus",
        "mediaeval_plugins.finetune.edition:CorpusEdition",
        summary="corpus:FILE.parquet, the rows of a corpus that are kept for validation; /train, those that are not",
    )

"""The tokenizer of a checkpoint, made from files on this machine, and how long titles are in its tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from mediaeval_plugins.openclip.library import open_clip, require_transformers

if TYPE_CHECKING:
    from collections.abc import Sequence

    import torch

    from mediaeval_plugins.openclip.checkpoint import Checkpoint

__all__ = ["Tokenizer", "count", "tokenizer_of"]


class Tokenizer(Protocol):
    """open_clip's tokenizers: texts to token ids of shape (texts, context length), cut and padded."""

    def __call__(self, texts: list[str]) -> torch.Tensor:
        """Token ids, int64."""


def tokenizer_of(checkpoint: Checkpoint, *, hint: str) -> Tokenizer:
    """The tokenizer that the checkpoint was trained with.

    Raises:
        WeightsError: its files are not here, and cannot be had, or the library that reads them is not installed.
    """
    text = checkpoint.model_cfg["text_cfg"]
    if checkpoint.tokenizer is None:
        tokenizer: Tokenizer = open_clip().get_tokenizer(checkpoint.architecture)
        return tokenizer
    require_transformers(f"{checkpoint.title}: tokenizer")
    folder = checkpoint.tokenizer.fetch(f"{checkpoint.title}: tokenizer", hint)
    # As open_clip.get_tokenizer does, but from a folder: given a name, transformers would ask the hub.
    made: Tokenizer = open_clip().tokenizer.HFTokenizer(
        str(folder),
        context_length=checkpoint.context_length,
        tokenizer_mode=text.get("tokenizer_mode"),
        **text.get("tokenizer_kwargs", {}),
    )
    return made


def count(tokenizer: Any, texts: Sequence[str]) -> list[int]:
    """Tokens of each text before any cut, start and end marks included.

    Args:
        tokenizer: one of open_clip's: byte pairs of CLIP's own, or a wrapped Hugging Face tokenizer.
        texts: the texts.
    """
    if hasattr(tokenizer, "encode"):  # SimpleTokenizer
        return [len(tokenizer.encode(text)) + 2 for text in texts]
    if getattr(tokenizer, "tokenizer_mode", "") == "clips":  # start, end and class marks are added by hand
        bare = tokenizer.tokenizer([tokenizer.clean_fn(t) for t in texts], add_special_tokens=False, truncation=False)
        return [len(ids) + 3 for ids in bare["input_ids"]]
    whole = tokenizer.tokenizer([tokenizer.clean_fn(text) for text in texts], truncation=False, padding=False)
    return [len(ids) for ids in whole["input_ids"]]

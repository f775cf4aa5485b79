"""Titles to tokens before the first step: a tokenizer in Python would keep a GPU waiting."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mediaeval import Bar

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

    from mediaeval_plugins.openclip.encoder import OpenClipEncoder

__all__ = ["TitleTokens", "tokenize"]

_CHUNK = 2048
_WORTH = 16 * _CHUNK
"""Texts for which it is worth to start processes."""

_encoder: OpenClipEncoder | None = None


@dataclass(frozen=True)
class TitleTokens:
    """Tokens of many texts, end to end.

    Args:
        ids: token ids of all texts, without padding.
        ends: ``(n,)``: where each text ends in ``ids``.
        padding: the id that fills up.
    """

    ids: NDArray[np.int32]
    ends: NDArray[np.int64]
    padding: int

    def __len__(self) -> int:
        return len(self.ends)

    def cut(self, longest: int) -> int:
        """How many texts fill all ``longest`` tokens that the tower reads: they are cut, or just fit."""
        return int((np.diff(self.ends, prepend=0) >= longest).sum())

    def lengths(self, texts: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """Tokens of some texts, start and end marks included, after any cut."""
        lengths: NDArray[np.int64] = self.ends[texts] - self._starts(texts)
        return lengths

    def batch(self, texts: NDArray[np.integer[Any]], width: int) -> torch.Tensor:
        """``(m, width)``: the tokens of some texts, filled up as the tokenizer does."""
        import torch

        batch = np.full((len(texts), width), self.padding, dtype=np.int64)
        for row, start, end in zip(batch, self._starts(texts), self.ends[texts], strict=True):
            row[: end - start] = self.ids[start:end]
        return torch.from_numpy(batch)

    def _starts(self, texts: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        starts: NDArray[np.int64] = np.where(texts > 0, self.ends[np.asarray(texts) - 1], 0)
        return starts

    @staticmethod
    def padding_of(encoder: OpenClipEncoder) -> int:
        """The id that an encoder's tokenizer fills up with: that of its own model's, or open_clip's 0."""
        inner = getattr(encoder.tokenizer(), "tokenizer", None)
        return int(getattr(inner, "pad_token_id", None) or 0)


def tokenize(encoder: OpenClipEncoder, texts: Sequence[str]) -> TitleTokens:
    """The tokens of texts, cut where the encoder cuts them.

    Many texts are shared among processes, one for each core.

    Args:
        encoder: whose tokenizer.
        texts: any number.
    """
    padding = TitleTokens.padding_of(encoder)
    parts = [texts[at : at + _CHUNK] for at in range(0, len(texts), _CHUNK)]
    ids: list[NDArray[np.int32]] = []
    lengths: list[NDArray[np.int64]] = []
    with Bar(len(texts), "reading titles", "title") as bar:
        for part, block in zip(parts, _blocks(encoder, parts, len(texts)), strict=True):
            filled = block != padding
            size = block.shape[1] - np.argmax(filled[:, ::-1], axis=1)
            size[~filled.any(axis=1)] = 1
            ids.append(block[np.arange(block.shape[1]) < size[:, None]])
            lengths.append(size.astype(np.int64))
            bar.advance(len(part))
    return TitleTokens(np.concatenate(ids), np.cumsum(np.concatenate(lengths)), padding)


def _blocks(encoder: OpenClipEncoder, parts: Sequence[Sequence[str]], count: int) -> Iterator[NDArray[np.int32]]:
    processes = min(os.cpu_count() or 1, len(parts))
    if count < _WORTH or processes == 1:
        _begin(encoder)
        yield from map(_ids, parts)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, spawn, initializer=_begin, initargs=(encoder,)) as pool:
        yield from pool.map(_ids, parts)


def _begin(encoder: OpenClipEncoder) -> None:
    global _encoder  # noqa: PLW0603 - a worker process knows one
    _encoder = encoder


def _ids(texts: Sequence[str]) -> NDArray[np.int32]:
    assert _encoder is not None  # noqa: S101 - _begin came first
    ids: NDArray[np.int32] = _encoder.tokenizer()(list(texts)).numpy().astype(np.int32)
    return ids

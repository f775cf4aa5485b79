"""Titles and pictures to unit rows: only what the store does not have, in fixed batches, each row checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mediaeval.embeddings import Space
from mediaeval.errors import DataError
from mediaeval.images import Scanned, decode
from mediaeval.progress import progress
from mediaeval.roles import EncoderRole, FloatArray, TokenCounter
from mediaeval.storage import digest_bytes

__all__ = ["encode_images", "encode_texts"]

T = TypeVar("T")


def encode_images(encoder: EncoderRole, images: Sequence[Scanned], space: Space) -> NDArray[np.float32]:
    """``(D, d)`` unit rows of the images, in their order.

    Raises:
        DataError: the encoder gives a row that is not finite, or is zero; names the image.
    """

    def rows(batch: list[Scanned]) -> tuple[FloatArray, None]:
        pictures = [encoder.preprocess(decode(item.image.path.read_bytes())) for item in batch]
        return encoder.encode_images(np.stack(pictures)), None

    keys = [item.digest for item in images]
    _fill(space, keys, images, rows, encoder.batch_size, "img", lambda item: f"image {item.image.id}")
    return space.read(keys)[0]


def encode_texts(
    encoder: EncoderRole, texts: Sequence[str], space: Space
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """``(n, d)`` unit rows of the texts, in their order, and ``(n,)`` token counts (0 if the encoder counts none).

    Raises:
        DataError: the encoder gives a row that is not finite, or is zero; names the title.
    """

    def rows(batch: list[str]) -> tuple[FloatArray, Sequence[int] | None]:
        counts = encoder.count_tokens(batch) if isinstance(encoder, TokenCounter) else None
        return encoder.encode_texts(batch), counts

    keys = [digest_bytes(text.encode()) for text in texts]
    _fill(space, keys, texts, rows, encoder.batch_size, "title", lambda text: f"title {text!r}")
    return space.read(keys)


def _fill(
    space: Space,
    keys: Sequence[str],
    items: Sequence[T],
    rows: Callable[[list[T]], tuple[FloatArray, Sequence[int] | None]],
    size: int,
    unit: str,
    name: Callable[[T], str],
) -> None:
    """Encode what the space lacks.

    Batches are cut from all distinct keys in their order, not from the missing ones: a resumed run computes the same
    batches as one that was never stopped, so its rows are the same to the last bit.
    """
    item_of = dict(zip(keys, items, strict=True))
    ordered = sorted(item_of)
    stored = space.has(ordered)
    starts = [s for s in range(0, len(ordered), size) if not stored[s : s + size].all()]
    for start in progress(starts, f"encoding ({unit} x {size})", "batch"):
        batch = ordered[start : start + size]
        values, counts = rows([item_of[key] for key in batch])
        unit_rows = _unit_rows(values, [item_of[key] for key in batch], name)
        new = np.flatnonzero(~stored[start : start + size]).tolist()
        space.write([batch[i] for i in new], unit_rows[new], None if counts is None else [int(counts[i]) for i in new])


def _unit_rows(values: FloatArray, items: list[T], name: Callable[[T], str]) -> NDArray[np.float32]:
    values = np.asarray(values, dtype=np.float32)
    if values.ndim != 2 or len(values) != len(items):  # noqa: PLR2004 - a batch of rows has two axes
        raise DataError(f"the encoder gave an array of shape {values.shape} for {len(items)} items; it must be (n, d).")
    lengths = np.linalg.norm(values.astype(np.float64), axis=1, keepdims=True)
    bad = np.flatnonzero(~(np.isfinite(lengths) & (lengths > 0)))
    if len(bad):
        raise DataError(
            f"the encoder gave no usable embedding (NaN, infinite or zero) for {name(items[bad[0]])}"
            + (f" and {len(bad) - 1} more of its batch." if len(bad) > 1 else "."),
            hint="Try --set encoder.precision=fp32.",
        )
    return np.asarray(values / lengths, dtype=np.float32)

"""Titles and pictures to unit rows: only what the store does not have, in fixed batches, each row checked.

Batches are cut from all distinct keys in a fixed order, not from the missing ones: a resumed run, and one that is
shared among processes or machines, computes the same batches as one that was never stopped, so that its rows are the
same to the last bit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.encoding.images import Scan, Scanned
from mediaeval.encoding.outofmemory import Halving
from mediaeval.encoding.parts import WHOLE, Part
from mediaeval.encoding.pool import worth
from mediaeval.encoding.reading import PixelReader, Wanted
from mediaeval.errors import DataError
from mediaeval.progress import Bar
from mediaeval.roles import EncoderRole, FloatArray, LaunchesImages, TokenCounter
from mediaeval.storage import digest_bytes
from mediaeval.store.embeddings import Space, SpaceWriter
from mediaeval.store.keys import Keys, distinct, keys_of

__all__ = ["Batches", "Work", "encode_images", "encode_texts", "fill_images", "fill_texts", "text_order"]


@dataclass
class Work:
    """What it took to have all rows in the store; it decides none of them.

    Args:
        items: distinct items.
        encoded: of these, how many were encoded by this call.
        batch_size: items that the encoder computed at once: the stated number, or what was left of it when memory
            ran out.
        workers: processes that prepared pictures.
        seconds: spent on encoding.
        waited: share of them that the encoder spent waiting for pictures.
    """

    items: int = 0
    encoded: int = 0
    batch_size: int = 0
    workers: int = 0
    seconds: float = 0.0
    waited: float = 0.0

    def describe(self) -> dict[str, Any]:
        """As JSON values, for the manifest."""
        return {key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(self).items()}


class Batches:
    """The fixed batches of some items, and which of them a process has to compute.

    Args:
        keys: ``(n, 32)`` keys of the items; equal keys are one item.
        order: positions in ``keys``, each key once, in the order that batches are cut from.
        size: items of a batch; the last may have fewer.
        space: where what is stored already lies.
        part: which of the batches are this process's own.
    """

    def __init__(self, keys: Keys, order: NDArray[np.uint32], size: int, space: Space, part: Part = WHOLE) -> None:
        self._keys, self._order, self._size, self._space = keys, order, size, space
        space.refresh()
        missing = [int(n) for n, stored in enumerate(self._stored()) if not stored]
        own = [n for n in missing if n % part.world == part.rank]
        others = [n for n in missing if n % part.world != part.rank]
        # Who is done with its own part helps with the rest, each rank from another place on: nothing is left over
        # when a process was killed, and two seldom take the same batch.
        turn = len(others) * part.rank // part.world
        self._todo = own + others[turn:] + others[:turn]
        self._own = len(own)
        self.items = self._count(own)
        """Items of this process's own batches."""
        self.helping = False
        """Whether its own batches are done and it has gone on to those of others."""

    def _count(self, numbers: Sequence[int]) -> int:
        return sum(min(self._size, len(self._order) - n * self._size) for n in numbers)

    def _stored(self) -> Iterator[bool]:
        step = self._size * max(1, (1 << 16) // self._size)  # whole batches, of bounded number
        for start in range(0, len(self._order), step):
            stored = self._space.has(self._keys[self._order[start : start + step]])
            for at in range(0, len(stored), self._size):
                yield bool(stored[at : at + self._size].all())

    def __iter__(self) -> Iterator[NDArray[np.uint32]]:
        """Positions of the items of each batch that is not stored when its turn comes, this process's own first."""
        for turn, number in enumerate(self._todo):
            self.helping = turn >= self._own
            at = self._order[number * self._size : (number + 1) * self._size]
            self._space.refresh()
            if not self._space.has(self._keys[at]).all():
                yield at


def encode_images(
    encoder: EncoderRole, images: Sequence[Scanned], space: Space, *, workers: int | None = 0, work: Work | None = None
) -> NDArray[np.float32]:
    """``(D, d)`` unit rows of the images, in their order.

    Args:
        encoder: computes what is missing.
        images: the gallery, without images that have a problem.
        space: where rows are kept.
        workers: processes that prepare pictures; None: one for each core, and none for a few pictures.
        work: takes what was done.

    Raises:
        DataError: the encoder gives a row that is not finite, or is zero; names the image.
    """
    gallery = Scan.of(images)
    done = fill_images(encoder, gallery, space, workers=workers)
    if work is not None:
        vars(work).update(vars(done))
    return space.read(gallery.digests)[0]


def encode_texts(
    encoder: EncoderRole, texts: Sequence[str], space: Space, *, work: Work | None = None
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """``(n, d)`` unit rows of the texts, in their order, and ``(n,)`` token counts (0 if the encoder counts none).

    Args:
        encoder: computes what is missing.
        texts: any number of times each.
        space: where rows are kept.
        work: takes what was done.

    Raises:
        DataError: the encoder gives a row that is not finite, or is zero; names the title.
    """
    done = fill_texts(encoder, texts, space)
    if work is not None:
        vars(work).update(vars(done))
    return space.read(_text_keys(texts))


def fill_images(
    encoder: EncoderRole, images: Sequence[Scanned], space: Space, *, workers: int | None = 0, part: Part = WHOLE
) -> Work:
    """Store the rows of the images, or of a part of them.

    Memory: 12 bytes an image while batches are cut and 4 after that, beside what ``images`` and ``space`` take; what
    is decoded ahead does not grow with the gallery.

    Raises:
        DataError: an image cannot be read any more, or the encoder gives a row that is not finite, or is zero.
        PluginError: the encoder's ``preprocess`` fails.
        OutputError: the store cannot be written; what was written stays.
    """
    scanned = Scan.of(images)
    gallery, keys = scanned.images, scanned.digests
    order = distinct(keys)
    batches = Batches(keys, order, encoder.batch_size, space, part)
    work = Work(len(order), 0, encoder.batch_size, worth(workers, batches.items))

    def wanted(at: NDArray[np.uint32]) -> list[Wanted]:
        return [Wanted(gallery[i].id, gallery[i].path, keys[i].tobytes()) for i in at.tolist()]

    reader = PixelReader(encoder, batches, wanted, work.workers)
    computed = _launched(encoder, iter(reader), work)
    _store(computed, keys, space, work, batches, "img", lambda i: f"image {gallery[i].id}", reader)
    return work


def fill_texts(encoder: EncoderRole, texts: Sequence[str], space: Space, *, part: Part = WHOLE) -> Work:
    """Store the rows of the texts, or of a part of them.

    Batches hold texts of about the same number of tokens, so that an encoder which cuts the padding has little of it.

    Raises:
        DataError: the encoder gives a row that is not finite, or is zero; names the title.
        OutputError: the store cannot be written; what was written stays.
    """
    keys, order, tokens = text_order(encoder, texts, space)
    work = Work(len(order), 0, encoder.batch_size)
    halving = Halving(encoder.batch_size)
    batches = Batches(keys, order, encoder.batch_size, space, part)

    def computed() -> Iterator[tuple[NDArray[np.uint32], FloatArray]]:
        for at in batches:
            yield at, halving(encoder.encode_texts, [texts[i] for i in at.tolist()])
            work.batch_size = halving.size

    _store(computed(), keys, space, work, batches, "title", lambda i: f"title {texts[i]!r}", tokens=tokens)
    return work


def text_order(
    encoder: EncoderRole, texts: Sequence[str], space: Space
) -> tuple[Keys, NDArray[np.uint32], NDArray[np.int32]]:
    """How texts are cut into batches: by number of tokens, then by key.

    Returns:
        ``(n, 32)`` keys; positions in them, each key once, in the order that batches are cut from; ``(n,)`` token
        counts, 0 where the encoder counts none.
    """
    keys = _text_keys(texts)
    order = distinct(keys)
    space.refresh()
    counts = space.tokens(keys[order])
    new = np.flatnonzero(counts < 0)
    if len(new) and isinstance(encoder, TokenCounter):
        counts[new] = encoder.count_tokens([texts[i] for i in order[new].tolist()])
    counts = np.maximum(counts, 0)
    tokens = np.zeros(len(keys), dtype=np.int32)
    tokens[order] = counts
    return keys, order[np.argsort(counts, kind="stable")], tokens


def _launched(
    encoder: EncoderRole, pairs: Iterator[tuple[NDArray[np.uint32], Any]], work: Work
) -> Iterator[tuple[NDArray[np.uint32], FloatArray]]:
    """Rows of each batch; an encoder that can is given the next batch before its rows of the last are waited for."""
    halving = Halving(encoder.batch_size)
    launch = encoder.launch_images if isinstance(encoder, LaunchesImages) else None

    def start(pixels: Any) -> Callable[[], FloatArray]:
        if launch is None or halving.size < len(pixels):
            return lambda: halving(encoder.encode_images, pixels)
        wait = halving.attempt(launch, pixels)

        def rows() -> FloatArray:  # memory may run out while a batch is launched, or when its rows are waited for
            found = None if wait is None else halving.attempt(lambda _: wait(), pixels)
            return halving(encoder.encode_images, pixels) if found is None else found

        return rows

    before: tuple[NDArray[np.uint32], Callable[[], FloatArray]] | None = None
    for at, pixels in pairs:
        launched = start(pixels)
        if before is not None:
            yield before[0], before[1]()
        before = at, launched
        work.batch_size = halving.size
    if before is not None:
        yield before[0], before[1]()
        work.batch_size = halving.size


def _store(
    computed: Iterator[tuple[NDArray[np.uint32], FloatArray]],
    keys: Keys,
    space: Space,
    work: Work,
    batches: Batches,
    unit: str,
    name: Callable[[int], str],
    reader: PixelReader[Any] | None = None,
    tokens: NDArray[np.int32] | None = None,
) -> None:
    """Check the rows of each batch and write them, with a bar that tells how long the encoder waits for pictures."""
    start = time.perf_counter()
    with Bar(batches.items, f"encoding ({unit})", unit) as bar, SpaceWriter(space) as writer:
        for at, values in computed:
            rows = _unit_rows(values, at, name)
            writer.add(keys[at], rows, np.zeros(len(at), dtype=np.int32) if tokens is None else tokens[at])
            if batches.helping:
                writer.flush()  # at once, for the others to see
            work.encoded += len(at)
            work.seconds = time.perf_counter() - start
            if reader is not None:
                work.waited = reader.waited / work.seconds
            bar.advance(len(at), f"{work.waited:.0%} waiting for pictures" if reader is not None else "")


def _text_keys(texts: Sequence[str]) -> Keys:
    return keys_of(digest_bytes(text.encode()) for text in texts)


def _unit_rows(values: FloatArray, at: NDArray[np.uint32], name: Callable[[int], str]) -> NDArray[np.float32]:
    values = np.asarray(values, dtype=np.float32)
    if values.ndim != 2 or len(values) != len(at):  # noqa: PLR2004 - a batch of rows has two axes
        raise DataError(f"the encoder gave an array of shape {values.shape} for {len(at)} items; it must be (n, d).")
    lengths = np.linalg.norm(values.astype(np.float64), axis=1, keepdims=True)
    bad = np.flatnonzero(~(np.isfinite(lengths) & (lengths > 0)))
    if len(bad):
        raise DataError(
            f"the encoder gave no usable embedding (NaN, infinite or zero) for {name(int(at[bad[0]]))}"
            + (f" and {len(bad) - 1} more of its batch." if len(bad) > 1 else "."),
            hint="Try --set encoder.precision=fp32.",
        )
    return np.asarray(values / lengths, dtype=np.float32)

"""Pictures to batches of pixels, ahead of the encoder: in worker processes, in order, in bounded memory."""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import shutil
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from mediaeval.encoding.images import decode
from mediaeval.encoding.pool import WorkerPool, shared
from mediaeval.errors import DataError, MediaevalError, PluginError
from mediaeval.roles import DraftsImages, EncoderRole

__all__ = ["PixelReader", "Wanted"]

B = TypeVar("B")
Pixels = NDArray[Any]

_PIECE = 8
"""Pictures of one task: enough that handing it over costs nothing, few enough that all workers finish together."""
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - where Linux keeps it; containers often give it 64 MB


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture to prepare.

    Args:
        id: its name in messages.
        path: its file.
        digest: the sha256 that its bytes had when the gallery was read.
    """

    id: str
    path: Path
    digest: bytes


def _unchanged(wanted: Wanted) -> bytes:
    """The bytes of the file; others must not be stored under the key of these."""
    data = wanted.path.read_bytes()
    if hashlib.sha256(data).digest() != wanted.digest:
        raise DataError("has changed since the gallery was read", hint="Run again.")
    return data


@dataclass(frozen=True, slots=True)
class _Recipe:
    """How a picture becomes pixels; what worker processes share."""

    preprocess: Callable[[Any], Pixels]
    draft: tuple[int, int] | None

    def pixels(self, wanted: Wanted) -> Pixels:
        try:
            picture = decode(_unchanged(wanted), draft=self.draft)
        except OSError as error:
            raise DataError(f"image {wanted.id} ({wanted.path}) cannot be read ({error.strerror}).") from error
        except DataError as error:
            raise DataError(f"image {wanted.id} ({wanted.path}) {error.message}.", hint=error.hint) from None
        try:
            return np.asarray(self.preprocess(picture))
        except MediaevalError:
            raise
        except Exception as error:
            raise PluginError(
                f"image {wanted.id} ({wanted.path}): the encoder's preprocess failed: {type(error).__name__}: {error}."
            ) from error

    def fill(self, into: Pixels, wanted: Sequence[Wanted]) -> None:
        """Prepare pictures into the rows of an array."""
        for row, one in zip(into, wanted, strict=True):
            pixels = self.pixels(one)
            if pixels.shape != row.shape or pixels.dtype != row.dtype:
                raise PluginError(
                    f"image {one.id} ({one.path}): the encoder's preprocess gave {_form(pixels)}, and {_form(row)} for "
                    f"the first image; every picture must become the same."
                )
            row[...] = pixels


def _form(pixels: Pixels) -> str:
    return f"{pixels.dtype} of shape {pixels.shape}"


class PixelReader(Generic[B]):
    """Prepares the pictures of batches while the encoder computes earlier ones.

    Args:
        encoder: says how a picture is prepared.
        batches: what to prepare, taken as it is needed; each is whatever the caller knows it by.
        wanted: the pictures of a batch.
        workers: number of worker processes; 0 prepares in this one.
    """

    def __init__(
        self, encoder: EncoderRole, batches: Iterable[B], wanted: Callable[[B], Sequence[Wanted]], workers: int
    ) -> None:
        draft = encoder.draft_size if isinstance(encoder, DraftsImages) else None
        self._recipe = _Recipe(encoder.preprocess, draft)
        self._batches, self._wanted = batches, wanted
        self._workers = workers
        self.waited = 0.0
        """Seconds that whoever takes batches has waited for them."""

    def __iter__(self) -> Iterator[tuple[B, Pixels]]:
        """Batches with their pixels, in order; the pixels of one are valid until the next but one is asked for."""
        batches = iter(self._batches)
        first = next(batches, None)
        if first is None:
            return
        sample = self._recipe.pixels(self._wanted(first)[0])
        with contextlib.closing(self._read(first, batches, sample)) as pairs:
            yield from pairs

    def _read(self, first: B, batches: Iterator[B], sample: Pixels) -> Generator[tuple[B, Pixels], None, None]:
        slots = self._slots(sample.nbytes)
        pool = self._pool() if slots else None
        if pool is None:
            yield from self._read_here(_chain(first, batches), sample)
            return
        memory = SharedMemory(create=True, size=slots * _PIECE * sample.nbytes)
        try:
            with pool:
                yield from self._read_there(pool, memory, slots, first, batches, sample)
        finally:
            memory.close()
            memory.unlink()

    def _pool(self) -> WorkerPool | None:
        try:
            return WorkerPool(self._workers, self._recipe)
        except (pickle.PicklingError, AttributeError, TypeError):  # an encoder that promises less than its role asks
            return None

    def _slots(self, item: int) -> int:
        """Pieces that are prepared ahead: two for each worker, fewer where shared memory is short, 0 where it lacks."""
        if not self._workers:
            return 0
        slots = max(2 * self._workers, 8)
        if _SHARED_MEMORY.is_dir():
            slots = min(slots, shutil.disk_usage(_SHARED_MEMORY).free // 2 // (_PIECE * item))
        return slots if slots > 1 else 0

    def _read_here(self, batches: Iterator[B], sample: Pixels) -> Iterator[tuple[B, Pixels]]:
        buffers = _Buffers(sample)
        for batch in batches:
            start = time.perf_counter()
            wanted = self._wanted(batch)
            pixels = buffers.next(len(wanted))
            self._recipe.fill(pixels, wanted)
            self.waited += time.perf_counter() - start
            yield batch, pixels

    def _read_there(
        self, pool: WorkerPool, memory: SharedMemory, slots: int, first: B, batches: Iterator[B], sample: Pixels
    ) -> Iterator[tuple[B, Pixels]]:
        shape = (slots, _PIECE, *sample.shape)
        there: Pixels = np.ndarray(shape, sample.dtype, memory.buf)
        free = deque(range(slots))
        ahead: deque[tuple[B, int]] = deque()  # batches that were handed out, with their sizes
        running: deque[tuple[Future[None], int, int]] = deque()  # their pieces: task, slot, pictures
        todo: deque[Sequence[Wanted]] = deque()
        buffers = _Buffers(sample)

        def hand_out() -> None:
            while free:
                if not todo:
                    batch = next(batches, None)
                    if batch is None:
                        return
                    wanted = self._wanted(batch)
                    ahead.append((batch, len(wanted)))
                    todo.extend(wanted[at : at + _PIECE] for at in range(0, len(wanted), _PIECE))
                slot, piece = free.popleft(), todo.popleft()
                place = _Place(memory.name, shape, sample.dtype.str, slot)
                running.append((pool.submit(_fill_slot, place, piece), slot, len(piece)))

        try:
            hand_out()
            yield from self._read_here(iter((first,)), sample)  # while the workers start
            while ahead:
                start = time.perf_counter()
                batch, size = ahead.popleft()
                pixels = buffers.next(size)
                for at in range(0, size, _PIECE):
                    task, slot, count = running.popleft()
                    pool.result(task)
                    pixels[at : at + count] = there[slot, :count]
                    free.append(slot)
                    hand_out()
                self.waited += time.perf_counter() - start
                yield batch, pixels
        finally:
            del there  # the memory cannot be closed while an array looks into it


class _Buffers:
    """Two arrays in turn: memory that is used again costs no page faults."""

    def __init__(self, sample: Pixels) -> None:
        self._sample = sample
        self._arrays: list[Pixels] = []

    def next(self, size: int) -> Pixels:
        if len(self._arrays) < 2 or len(self._arrays[0]) < size:  # noqa: PLR2004 - two arrays
            self._arrays.append(np.empty((size, *self._sample.shape), self._sample.dtype))
        else:
            self._arrays.append(self._arrays.pop(0))
        self._arrays = self._arrays[-2:]
        return self._arrays[-1][:size]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in shared memory a task leaves its pixels."""

    memory: str
    shape: tuple[int, ...]
    dtype: str
    slot: int


_attached: dict[str, SharedMemory] = {}


def _fill_slot(place: _Place, wanted: Sequence[Wanted]) -> None:
    """In a worker process: prepare pictures into one slot."""
    memory = _attached.get(place.memory)
    if memory is None:
        memory = _attached[place.memory] = SharedMemory(place.memory)
    slots: Pixels = np.ndarray(place.shape, place.dtype, memory.buf)
    recipe: _Recipe = shared()
    recipe.fill(slots[place.slot, : len(wanted)], wanted)


def _chain(first: B, rest: Iterator[B]) -> Iterator[B]:
    yield first
    yield from rest

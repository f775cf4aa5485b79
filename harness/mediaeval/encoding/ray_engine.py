"""The same work by Ray: a pool of actors, on one machine or a cluster that shares the store's folder."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.encoding.encode import Batches, Work, fill_images, fill_texts, text_order
from mediaeval.encoding.images import Scan
from mediaeval.encoding.pool import loose_files
from mediaeval.errors import MediaevalError
from mediaeval.progress import Bar
from mediaeval.roles import EncoderRole, Modality
from mediaeval.store.embeddings import EmbeddingStore, Space
from mediaeval.store.keys import distinct

__all__ = ["RayEngine"]


@dataclass(frozen=True)
class RayEngine:
    """Ray Data over a pool of actors, each of which loads the model once.

    An actor is given whole fixed batches and does with them what a process of its own would; so its rows are the same
    to the last bit at equal batch size and threads. Ray starts an actor anew that was killed, and gives what it was at
    to another.

    Args:
        actors: how many; on a cluster, one for each GPU.
        gpus: GPUs of each.
        batches: fixed batches of one task: the more, the less often worker processes start.
        workers: processes that prepare pictures for each actor.
    """

    actors: int
    gpus: float = 0.0
    batches: int = 1
    workers: int | None = 0

    def images(self, encoder: EncoderRole, images: Scan, space: Space, store: EmbeddingStore) -> Work:
        """Encode on the actors.

        Raises:
            MediaevalError: Ray is not installed, or an actor failed for good.
        """
        order = distinct(images.digests)
        batches = Batches(images.digests, order, encoder.batch_size, space)

        def content(at: NDArray[np.uint32]) -> Any:
            return [images.images[i] for i in at.tolist()], images.digests[at]

        return self._run(encoder, "image", batches, content, space, store, len(order))

    def texts(self, encoder: EncoderRole, texts: Sequence[str], space: Space, store: EmbeddingStore) -> Work:
        """Encode on the actors.

        Raises:
            MediaevalError: as :meth:`images`.
        """
        keys, order, _ = text_order(encoder, texts, space)
        batches = Batches(keys, order, encoder.batch_size, space)
        return self._run(encoder, "text", batches, lambda at: [texts[i] for i in at.tolist()], space, store, len(order))

    def _run(
        self,
        encoder: EncoderRole,
        modality: Modality,
        batches: Batches,
        content: Callable[[NDArray[np.uint32]], Any],
        space: Space,
        store: EmbeddingStore,
        items: int,
    ) -> Work:
        work, start = Work(items, 0, encoder.batch_size, self.workers or 0), time.perf_counter()
        tasks = [{"task": pickle.dumps([content(at) for at in group])} for group in _groups(batches, self.batches)]
        if not tasks:
            return work
        ray = _ray()
        payload = pickle.dumps(encoder)
        if not ray.is_initialized():  # it ends with this process
            ray.init(log_to_driver=False, logging_level="ERROR", include_dashboard=False)
        try:
            context = ray.data.DataContext.get_current()
            context.enable_progress_bars = False
            done = ray.data.from_items(tasks, override_num_blocks=len(tasks)).map_batches(
                _Actor,
                fn_constructor_args=(payload, loose_files(payload), str(store.root.resolve()), modality, self.workers),
                batch_size=1,
                compute=ray.data.ActorPoolStrategy(size=self.actors),
                num_cpus=1,
                num_gpus=self.gpus,
                # Ray gives an actor as many threads as it reserves cores; rows are equal at equal threads alone.
                runtime_env={"env_vars": {"OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")}},
            )
            with Bar(batches.items, f"encoding ({modality})", modality) as bar:
                for row in done.iter_rows():
                    work.encoded += int(row["encoded"])
                    work.batch_size = min(work.batch_size, int(row["batch_size"]))
                    bar.advance(int(row["encoded"]))
        except ray.exceptions.RayError as error:
            cause = getattr(error, "cause", None) or error
            if isinstance(cause, MediaevalError):
                raise cause from error
            raise MediaevalError(
                f"Ray: an actor failed ({type(cause).__name__}: {str(cause).splitlines()[0]}).",
                hint="What was encoded is kept; run again.",
            ) from error
        space.refresh()
        work.seconds = time.perf_counter() - start
        return work


class _Actor:
    """On a Ray worker: an encoder, and the space that its rows go to."""

    def __init__(
        self, payload: bytes, loose: Sequence[str], store: str, modality: Modality, workers: int | None
    ) -> None:
        for path in loose:
            from mediaeval.loading import load_file

            load_file(Path(path))
        self._encoder: EncoderRole = pickle.loads(payload)  # noqa: S301 - made by the driver
        self._space = EmbeddingStore(Path(store)).space(self._encoder.fingerprint(modality), modality)
        self._modality, self._workers = modality, workers

    def __call__(self, tasks: dict[str, Any]) -> dict[str, Any]:
        """Encode whole fixed batches: cut anew from their items, they come out the same."""
        encoded, size = 0, self._encoder.batch_size
        for task in tasks["task"]:
            for batch in pickle.loads(task):  # noqa: S301 - made by the driver
                if self._modality == "image":
                    gallery, digests = batch
                    scanned = Scan(gallery, digests, {})
                    work = fill_images(self._encoder, scanned, self._space, workers=self._workers)
                else:
                    work = fill_texts(self._encoder, batch, self._space)
                encoded, size = encoded + work.encoded, min(size, work.batch_size)
        return {"encoded": np.array([encoded]), "batch_size": np.array([size])}


def _groups(batches: Iterable[NDArray[np.uint32]], size: int) -> Iterator[list[NDArray[np.uint32]]]:
    group: list[NDArray[np.uint32]] = []
    for batch in batches:
        group.append(batch)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def _ray() -> Any:
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise MediaevalError(
            "The engine ray needs Ray, which is not installed.", hint="Install it with: pip install 'mediaeval[ray]'"
        ) from error
    return ray

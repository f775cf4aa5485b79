"""Fill the store for some runs and splits, and rank nothing: what many processes and machines can share.

Each process takes its part of the fixed batches by rank and world size and writes shards of its own; nobody talks to
anybody. A run that follows finds everything in the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mediaeval.encoding.encode import Work, fill_images, fill_texts
from mediaeval.encoding.images import Scan
from mediaeval.encoding.parts import WHOLE, Part
from mediaeval.pipeline import Job, Settings, prepare, space_of, views_of
from mediaeval.resolve import ResolvedRun
from mediaeval.roles import EncoderRole, Modality
from mediaeval.splits import NamedSplit
from mediaeval.store.embeddings import EmbeddingStore, Space
from mediaeval.views import Views

__all__ = ["Engine", "Filled", "Here", "fill"]


@dataclass(frozen=True)
class Filled:
    """What was done for one encoder and modality.

    Args:
        run: the run's name.
        split: the split's canonical name.
        place: the encoder's place in the run file.
        modality: of the items.
        work: what it took.
    """

    run: str
    split: str
    place: str
    modality: Modality
    work: Work


class Engine(Protocol):
    """Who encodes what the store lacks."""

    def images(self, encoder: EncoderRole, images: Scan, space: Space, store: EmbeddingStore) -> Work:
        """Store the rows of a gallery."""

    def texts(self, encoder: EncoderRole, texts: Sequence[str], space: Space, store: EmbeddingStore) -> Work:
        """Store the rows of titles."""


@dataclass(frozen=True)
class Here:
    """This process, alone or as one of several.

    Args:
        part: which of the fixed batches are its own.
        workers: processes that prepare pictures for it.
    """

    part: Part = WHOLE
    workers: int | None = None

    def images(self, encoder: EncoderRole, images: Scan, space: Space, store: EmbeddingStore) -> Work:  # noqa: ARG002 - the space knows its store
        """Encode here."""
        return fill_images(encoder, images, space, workers=self.workers, part=self.part)

    def texts(self, encoder: EncoderRole, texts: Sequence[str], space: Space, store: EmbeddingStore) -> Work:  # noqa: ARG002 - as above
        """Encode here."""
        return fill_texts(encoder, texts, space, part=self.part)


def fill(
    runs: Sequence[ResolvedRun],
    splits: Sequence[NamedSplit],
    settings: Settings,
    engine: Engine,
    modalities: Sequence[Modality] = ("image", "text"),
) -> Iterator[Filled]:
    """Have the rows of all images and views stored.

    Args:
        runs: whose encoders.
        splits: whose images and titles.
        settings: the store, above all.
        engine: who encodes.
        modalities: what of.

    Yields:
        What was done, as soon as it is.

    Raises:
        MediaevalError: as :func:`mediaeval.pipeline.execute`, before anything is written.
    """
    memo: dict[Any, Views] = {}
    for job in prepare(runs, splits, settings):
        for place, encoder in job.run.encoders.items():
            for modality in modalities:
                work = _one(engine, job, encoder, modality, settings, memo)
                yield Filled(job.run.name, job.target.split.name, place, modality, work)


def _one(
    engine: Engine, job: Job, encoder: EncoderRole, modality: Modality, settings: Settings, memo: dict[Any, Views]
) -> Work:
    space = space_of(encoder, settings, modality)
    if modality == "image":
        return engine.images(encoder, Scan.of(job.target.scanned), space, settings.store)
    views = views_of(job.run, job.target.split, space_of(job.run.encoder, settings, "text"), memo)
    texts = [text for view in views.texts for text in view]
    return engine.texts(encoder, [*texts, *(job.run.titles or ())], space, settings.store)

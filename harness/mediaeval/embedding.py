"""An encoder at work apart from a run, for commands that train one: its pictures in the store, and trials of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from mediaeval import manifest
from mediaeval.encoding.encode import Work, fill_images
from mediaeval.encoding.images import Scan
from mediaeval.encoding.parts import WHOLE, Part
from mediaeval.plugins import Plugins
from mediaeval.records import Edition
from mediaeval.resolve import Component, build_part
from mediaeval.roles import EncoderRole
from mediaeval.runfile import TextTable
from mediaeval.split import GalleryImage, SplitName
from mediaeval.splits import NamedSplit, find_split
from mediaeval.storage import cache_folder
from mediaeval.store.embeddings import EmbeddingStore, Space
from mediaeval.store.keys import Keys
from mediaeval.tables import ComponentTable
from mediaeval.trials import Trial

__all__ = ["Embedding", "open_embedding"]


@dataclass(frozen=True)
class Embedding:
    """An encoder, ready, with the store that runs use. Made by :func:`open_embedding`.

    Args:
        part: the encoder.
        plugins: the plugins of this call.
        store: embeddings that were computed before.
        workers: processes that read and prepare pictures; None: one for each core, and none for a few pictures.
    """

    part: Component
    plugins: Plugins
    store: EmbeddingStore
    workers: int | None = None

    @property
    def encoder(self) -> EncoderRole:
        """The encoder."""
        encoder: EncoderRole = self.part.component
        return encoder

    def fill_images(self, images: Sequence[GalleryImage], digests: Keys, part: Part = WHOLE) -> Work:
        """Have the rows of pictures stored, as ``mediaeval encode`` does: what is stored is not read again.

        Args:
            images: any sequence, such as one that makes its items when they are asked for.
            digests: ``(n, 32)``: the sha256 of each file.
            part: which of the fixed batches are this process's own.

        Raises:
            DataError: a picture cannot be read, or is not the one of its digest; or a row is not finite, or is zero.
            OutputError: the store cannot be written; what was written stays.
        """
        scan = Scan(images, digests, {})
        return fill_images(self.encoder, scan, self._images(), workers=self.workers, part=part)

    def image_rows(self, digests: Keys) -> NDArray[np.float32]:
        """``(n, d)`` unit rows of pictures that are stored.

        Raises:
            KeyError: one is not stored.
        """
        space = self._images()
        space.refresh()
        return space.read(digests)[0]

    def trial(
        self, encoder: EncoderRole, split: str | SplitName, data: Path, fields: Sequence[str], steps: Sequence[str]
    ) -> Trial:
        """A split to measure on.

        Args:
            encoder: what is measured, such as this one with other weights.
            split: its name.
            data: the folder of the data.
            fields: text fields, the first that an article has is encoded.
            steps: cleaning steps.

        Raises:
            DataError: there is no such split, it is a test split, has no ground truth, or cannot be read.
        """
        if isinstance(split, SplitName):
            named = NamedSplit(((split, self.plugins.find(Edition, split.edition).load()()),), data)
        else:
            named = find_split(split, self.plugins, data)
        part = dataclasses.replace(self.part, component=encoder)
        text = TextTable(tuple(fields), tuple(steps))
        return Trial(part, named, self.plugins, text, self.store, self.workers)

    def provenance(self) -> dict[str, Any]:
        """The encoder with all options, what decides its picture rows, and library versions, as JSON values."""
        fingerprint: Mapping[str, Any] | None = self.encoder.fingerprint("image")
        return {
            "encoder": self.part.describe(),
            "fingerprint": None if fingerprint is None else dict(fingerprint),
            "versions": manifest.versions(),
        }

    def _images(self) -> Space:
        return self.store.space(self.encoder.fingerprint("image"), "image")


def open_embedding(
    ctx: click.Context,
    table: ComponentTable,
    where: Callable[[str], str],
    base: Path,
    *,
    files: Sequence[str] = (),
    device: str | None = None,
    workers: int | None = None,
) -> Embedding:
    """The encoder that a file asks for.

    Args:
        ctx: of the command, which knows the plugins of this call.
        table: the encoder's name and options.
        where: how messages call the place of ``name`` or of an option.
        base: folder that options which are paths are relative to.
        files: loose plugin files beside those of the command line.
        device: for an encoder that has a device and is not told another.
        workers: processes that read and prepare pictures; None: one for each core, and none for a few pictures.

    Raises:
        RunFileError: there is no such encoder, or an option is wrong.
        PluginError: the plugin that it comes from is broken.
    """
    from mediaeval.cli import plugins_of

    plugins = plugins_of(ctx, files)
    part = build_part("encoder", table.name, table.options, plugins, where, base, device=device)
    return Embedding(part, plugins, EmbeddingStore(cache_folder("embeddings")), workers)

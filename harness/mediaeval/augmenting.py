"""An augmenter at work apart from a run, for commands that write its views down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from mediaeval import manifest
from mediaeval.errors import RunFileError
from mediaeval.plugins import Plugins
from mediaeval.resolve import Component, resolve_part
from mediaeval.roles import ComparesTexts, EncoderRole, HasReport, TextCosines
from mediaeval.runfile import RunFile, find_run_file, read_run_file, run_of_overrides
from mediaeval.splits import find_split
from mediaeval.storage import cache_folder, digest_file
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval.text import find_steps, text_cleaner
from mediaeval.views import augment, choose_titles, text_cosines

__all__ = ["Augmentation", "open_augmentation"]


@dataclass
class Augmentation:
    """An augmenter, ready, with the text settings of a run and, where it needs one, the run's text encoder.

    Made by :func:`open_augmentation`.
    """

    file: RunFile
    part: Component
    plugins: Plugins
    encoder: Component | None
    _cosines: TextCosines | None = field(default=None, init=False)

    @property
    def batch_size(self) -> int:
        """Titles that the augmenter takes at once; 1 where it does not say."""
        return int(getattr(self.part.component, "batch_size", 1))

    def read_split(self, name: str, data: Path) -> tuple[list[tuple[str, str]], dict[str, Any]]:
        """Article ids and cleaned titles of a split, and what was read, with the digests of its files.

        Raises:
            DataError: there is no such split, or it cannot be read.
        """
        split = find_split(name, self.plugins, data).read()
        titles = choose_titles(split, self.file)
        pairs = [(article.id, title) for article, title in zip(split.articles, titles, strict=True)]
        sources = {"/".join(path.parts[-2:]): digest_file(path) for path in split.sources}
        return pairs, {"split": split.name, "articles": len(pairs), "sources": sources}

    def clean(self, title: str) -> str:
        """A title after the cleaning steps."""
        return text_cleaner(self.file.text.steps, self.file.place("text", "steps"))(title)

    def augment(self, ids: Sequence[str], titles: Sequence[str]) -> list[list[str]]:
        """The views of each article, its title first.

        Raises:
            PluginError: the augmenter breaks its promise.
        """
        if self._cosines is None and self.encoder is not None:
            self._cosines = self._compare(self.encoder.component)
        return augment(self.part.component, ids, titles, self._cosines)

    def report(self) -> dict[str, int]:
        """What the augmenter counted in its last call."""
        return dict(self.part.component.report()) if isinstance(self.part.component, HasReport) else {}

    def provenance(self) -> dict[str, Any]:
        """All that decides the views of a title, as JSON values."""
        compared = {} if self.encoder is None else {"encoder": self.encoder.component.fingerprint("text")}
        fingerprint: Mapping[str, Any] | None = self.part.fingerprint()
        return {
            "augmenter": self.part.describe(),
            "fingerprint": None if fingerprint is None else dict(fingerprint),
            **compared,
            "text": {"fields": list(self.file.text.fields), "steps": list(self.file.text.steps)},
            "versions": manifest.versions(),
        }

    def _compare(self, encoder: EncoderRole) -> TextCosines:
        store = EmbeddingStore(cache_folder("embeddings"))
        return text_cosines(encoder, store.space(encoder.fingerprint("text"), "text"))


def open_augmentation(
    ctx: click.Context,
    name: str | None = None,
    options: Sequence[str] = (),
    *,
    run: str | None = None,
    device: str | None = None,
) -> Augmentation:
    """The augmenter that a command line asks for.

    Args:
        ctx: of the command, which knows the plugins of this call.
        name: the augmenter; None for the run's.
        options: ``key=value`` of the augmenter, or ``table.key=value`` as in a run file, such as ``text.fields``.
        run: path or name of a run file, whose text settings, augmenter and encoder are meant.
        device: for what has a device and is not told another.

    Raises:
        RunFileError: there is neither a name nor a run, or one of them, or an option, is wrong.
        PluginError: the plugin that the augmenter comes from is broken.
    """
    from mediaeval.cli import plugins_of

    if name is None and run is None:
        raise RunFileError("there is no augmenter to use.", hint="Name one --with t5-paraphrase, or a --run RUNFILE.")
    overrides = [f"augmenter.name={name}"] if name is not None else []
    overrides += [item if "." in item.partition("=")[0] else f"augmenter.{item}" for item in options]
    file = run_of_overrides(overrides) if run is None else read_run_file(find_run_file(run), overrides)
    plugins = plugins_of(ctx, [str(file.path.parent / path) for path in file.plugins.files])
    find_steps(file.text.steps, file.place("text", "steps"))
    part = resolve_part(file, "augmenter", plugins, device=device)
    compares = isinstance(part.component, ComparesTexts) and part.component.compares
    if compares and run is None:
        raise RunFileError(
            f"augmenter {part.found.record.name!r} compares texts by the encoder of a run, and there is no run.",
            hint="Say which: --run RUNFILE.",
        )
    first = next(iter(file.components()))
    return Augmentation(file, part, plugins, resolve_part(file, first, plugins, device=device) if compares else None)

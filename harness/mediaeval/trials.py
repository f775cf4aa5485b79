"""An encoder on one split, measured again and again while it changes: what training looks at between its steps."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mediaeval.errors import DataError
from mediaeval.pipeline import Settings, prepare, score
from mediaeval.plugins import Plugins
from mediaeval.publish import measure, rank
from mediaeval.resolve import Component, ResolvedRun, resolve_part
from mediaeval.results.result import Result
from mediaeval.runfile import COMPONENTS, TextTable, run_of_overrides
from mediaeval.splits import NamedSplit
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval.sweep import is_test

__all__ = ["Trial"]


class Trial:
    """Titles against a gallery by cosine, as a run without augmenter and reviser ranks and scores them.

    Everything but the encoding of titles is done once; pictures come from the store and go into it. An encoder whose
    texts change has no fingerprint for them, and they are then encoded anew for each measurement.

    Args:
        part: the encoder.
        named: the split.
        plugins: where the other components of a run come from.
        text: which text of an article is encoded.
        store: embeddings that were computed before.
        workers: processes that read and prepare pictures; None: one for each core, and none for a few pictures.

    Raises:
        DataError: the split is a test split, has no ground truth, or cannot be read.
    """

    def __init__(
        self,
        part: Component,
        named: NamedSplit,
        plugins: Plugins,
        text: TextTable,
        store: EmbeddingStore,
        workers: int | None = None,
    ) -> None:
        if is_test(named):
            raise DataError(
                f"{named.name}: is a test split: what is chosen by it says nothing about other data.",
                hint="Validate on a training half, on rows of the corpus or on a folder of your own.",
            )
        file = dataclasses.replace(run_of_overrides(()), name="trial", text=text)
        parts = {place: resolve_part(file, place, plugins) for place in COMPONENTS if place != "encoder"}
        run = ResolvedRun(file, {"encoder": part, **parts})
        self._said: list[str] = []
        self._settings = Settings(out=Path(), store=store, workers=workers, warn=self._said.append)
        (self._job,) = prepare([run], [named], self._settings)
        if named.read_truth() is None:
            raise DataError(
                f"{named.name}: its ground truth is not known, so nothing can be measured on it.",
                hint="Choose another split to validate on.",
            )

    @property
    def name(self) -> str:
        """Name of the split."""
        return self._job.target.split.name

    @property
    def articles(self) -> int:
        """Number of articles."""
        return len(self._job.target.articles)

    @property
    def images(self) -> int:
        """Number of images in the gallery."""
        return len(self._job.target.scanned)

    @property
    def description(self) -> dict[str, Any]:
        """The split: counts and digests of its files and of the gallery, as JSON values."""
        return dict(self._job.target.description)

    @property
    def remarks(self) -> Sequence[str]:
        """What should be known of its texts, one line each: cut or empty ones; after the first measurement."""
        return tuple(dict.fromkeys(self._said))

    def measure(self) -> Result:
        """The ranks of the true images, by the encoder as it is now."""
        scores = score(self._job, self._settings, {})[0]
        lists = rank(self._job.target, scores, self._job.run.ranker)
        result = measure(self._job.target, lists, None)
        assert result is not None  # noqa: S101 - the constructor found the ground truth
        return result

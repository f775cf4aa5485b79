"""The training halves of the NewsImages editions, through the editions themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mediaeval import Article, DataError, Pair, digest_file, open_split
from mediaeval.roles import HasTuning
from mediaeval_plugins.corpora.markup import text_of
from mediaeval_plugins.corpora.recordcorpus import Fields

__all__ = ["NewsImages"]


class NewsImages:
    """Articles of training halves with the pictures that they were published with.

    A split's name is that of ``mediaeval splits``: ``GDELT-P1/train``, ``GDELT-P2/train``, ``RT/train``,
    ``2022:RSS/train``, ``2022:TW/train``, ``2022:RT/train``, ``2021:KStA/train``, ``2026:TEST/train``, or
    ``folder:PATH`` for a folder of your own. A test half is refused. The pictures of 2025 are those of
    ``GDELT-P1/train``. The edition of 2021 came without pictures: those of its tables that are not in ``images`` are
    found missing, and its addresses can be read by the corpus ``records``.

    Args:
        splits: names of splits.
        data: the folder of the data sets; by default $MEDIAEVAL_DATA, or ./data.
        fields: text fields, the first that an article has is the title; ``titleEN`` is the organisers' translation.
        licence: a note for all pairs.
    """

    def __init__(
        self,
        *,
        splits: Fields,
        data: Path | None = None,
        fields: Fields = ("titleEN", "title"),
        licence: str = "MediaEval usage agreement, research only",
    ) -> None:
        self.splits = splits
        self.data = data
        self.fields = fields
        self.licence = licence

    def pairs(self) -> Iterator[Pair]:
        """Every article, in the order of its file; one whose picture is not known has none.

        Raises:
            DataError: a split does not exist, is a test half, or cannot be read.
        """
        for name in self.splits:
            split, truth = self._read(name)
            files = {image.id: image.path for image in split.images}
            for article in split.articles:
                yield Pair(
                    id=f"{split.name}/{article.id}",
                    title=self._title(article),
                    image=files.get(truth.get(article.id, "")),
                    licence=self.licence,
                )

    def fingerprint(self) -> dict[str, object]:
        """What the tables of the splits hold.

        Raises:
            DataError: as for :meth:`pairs`.
        """
        splits = [self._read(name)[0] for name in self.splits]
        files = {split.name: {path.name: digest_file(path) for path in split.sources} for split in splits}
        return {"reader": "newsimages", "splits": files}

    def _read(self, name: str) -> tuple[Any, Mapping[str, str]]:
        named = open_split(name, self.data or Path(os.environ.get("MEDIAEVAL_DATA", "data")))
        for part, edition in named.parts:
            if not part.train and not (isinstance(edition, HasTuning) and edition.tuning):
                raise DataError(
                    f"{part}: is a test split, and nothing is trained on those.",
                    hint=f"Its training half, if it has one, is {part}/train.",
                )
        return named.read(), named.read_truth() or {}

    def _title(self, article: Article) -> str:
        return next(filter(None, (text_of(article.texts.get(name, "")) for name in self.fields)), "")

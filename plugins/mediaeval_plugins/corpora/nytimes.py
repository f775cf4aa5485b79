"""NYTimes800k (Tran, Mathews and Xie, "Transform and Tell", CVPR 2020), from an export of its MongoDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from annotated_types import MinLen

from mediaeval import File, Pair
from mediaeval_plugins.corpora.inputs import files_at, fingerprint_of, needed
from mediaeval_plugins.corpora.markup import text_of
from mediaeval_plugins.corpora.records import Shape, field, plain, read_records

__all__ = ["NYTimes800k"]

_Part = Literal["train", "valid", "test"]


class NYTimes800k:
    """The headline of an article with each picture in it.

    The file is an export of its database::

        mongoexport --db nytimes --collection articles --out articles.jsonl \
          --fields _id,split,headline.main,image_positions,parsed_section,web_url

    Where ``image_positions`` says, ``parsed_section`` has the caption, with the ``hash`` that names the picture's file.
    Of the two folders of pictures that come with it take ``images``: those in ``images_processed`` are cut to 224 by
    224 pixels, and a model of 336 needs more.

    Args:
        path: the export; one document a line, or a list (``--jsonArray``), plain or gzipped.
        images: the folder of ``<hash>.jpg``; by default ``images`` beside the export.
        parts: the corpus's own splits to take; they are by date, and the last is of June to August 2019.
        licence: a note for all pairs.
    """

    def __init__(
        self,
        *,
        path: Path,
        images: Path | None = None,
        parts: Annotated[tuple[_Part, ...], MinLen(1)] = ("train", "valid", "test"),
        licence: str = "given by its authors on request; The New York Times' copyright",
    ) -> None:
        self.path = path
        self.images = images or path.parent / "images"
        self.parts = parts
        self.licence = licence

    def pairs(self) -> Iterator[Pair]:
        """A pair for each position of a picture.

        Raises:
            DataError: the export is missing or has another form.
        """
        for path in files_at(self.path):
            for record in read_records(path, Shape()):
                if plain(field(record.values, "split")) in ("", *self.parts):
                    yield from self._article(record.values)

    def requirements(self) -> list[File]:
        """The export and the folder of pictures."""
        export = needed("export of NYTimes800k", self.path, "docs/corpora.md says how it is made.")
        found = self.images if self.images.is_dir() else None
        return [export, File(f"pictures {self.images}", found, "images.tar.gz of NYTimes800k, unpacked.")]

    def fingerprint(self) -> dict[str, object]:
        """What the export holds.

        Raises:
            DataError: it cannot be read.
        """
        return fingerprint_of("nytimes800k", files_at(self.path)) | {"parts": list(self.parts)}

    def _article(self, values: Mapping[str, Any]) -> Iterator[Pair]:
        article = plain(values.get("_id"))
        title = text_of(plain(field(values, "headline.main")))
        sections = values.get("parsed_section")
        for position in map(plain, values.get("image_positions") or ()):
            named = plain(field({"sections": sections}, f"sections.{position}.hash"))
            yield Pair(
                id=f"{article}-{position}",
                title=title,
                image=self.images / f"{named}.jpg" if named else None,
                licence=self.licence,
                group=article,
            )

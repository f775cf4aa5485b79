"""A split: articles to rank for, a gallery to rank, and the name that both go by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mediaeval.errors import DataError

__all__ = ["Article", "GalleryImage", "Location", "Split", "SplitName"]


@dataclass(frozen=True, slots=True)
class SplitName:
    """``[edition:]name[/train]``, such as ``2023:RT/train`` or ``folder:pictures``.

    Args:
        edition: name of the edition's record.
        name: the split within the edition, or the path of a folder.
        train: whether the training half is meant.
    """

    edition: str
    name: str
    train: bool = False

    def __str__(self) -> str:
        return f"{self.edition}:{self.name}{'/train' if self.train else ''}"

    @property
    def slug(self) -> str:
        """A folder name for outputs: the bare name, ``RT-train`` for a training half, a folder's last part."""
        bare = Path(self.name).resolve().name if self.edition == "folder" else self.name
        return re.sub(r"[^\w.-]+", "-", bare + ("-train" if self.train else ""))


@dataclass(frozen=True, slots=True)
class Article:
    """One headline.

    Args:
        id: unique within the split; what ground truth, embeddings and augmenters refer to.
        keys: the names that a submission may use for it, such as ``{"aid": …, "url": …}``.
        texts: text fields by their canonical name, such as ``{"title": …, "titleEN": …, "text": …}``.
        line: where it stands in its file, counted from 1.
    """

    id: str
    keys: Mapping[str, str]
    texts: Mapping[str, str]
    line: int = 0


@dataclass(frozen=True, slots=True)
class GalleryImage:
    """One picture of the gallery; ``path`` is where it must lie, whether or not it does."""

    id: str
    path: Path


@dataclass(frozen=True)
class Split:
    """Articles in the order of their file and the gallery in ascending order of image id.

    Args:
        name: canonical name, such as ``2023:GDELT-P2``.
        slug: folder name for outputs.
        articles: in the order of the file.
        images: any order; sorted by id here.
        sources: the files that were read, for their digests.
        submission_keys: article keys that a submission may use, the default first.
        notes: what the reader had to do, one line each, for the manifest (encodings, repairs, skipped rows).

    Raises:
        DataError: an article id or an image id occurs twice.
    """

    name: str
    slug: str
    articles: tuple[Article, ...]
    images: tuple[GalleryImage, ...]
    sources: tuple[Path, ...] = ()
    submission_keys: tuple[str, ...] = ("id",)
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "images", tuple(sorted(self.images, key=lambda image: image.id)))
        _refuse_duplicates(self.name, "article", [article.id for article in self.articles])
        _refuse_duplicates(self.name, "image", [image.id for image in self.images])


@dataclass(frozen=True, slots=True)
class Location:
    """Where a split is looked for.

    Args:
        name: the split.
        looked: every file or folder that was looked for, in order.
        missing: those of them that a run needs and that are not there.
    """

    name: SplitName
    looked: tuple[Path, ...]
    missing: tuple[Path, ...]

    @property
    def found(self) -> bool:
        """Whether the split can be read."""
        return not self.missing


def _refuse_duplicates(split: str, what: str, ids: list[str]) -> None:
    if len(set(ids)) == len(ids):
        return
    seen: set[str] = set()
    twice = sorted({i for i in ids if i in seen or seen.add(i)})  # type: ignore[func-returns-value]
    shown = ", ".join(twice[:5]) + (f" and {len(twice) - 5} more" if len(twice) > 5 else "")  # noqa: PLR2004
    raise DataError(f"{split}: {what} id {shown} occurs more than once.")

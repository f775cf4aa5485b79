"""What an edition's submission looks like, declared: the one validator and the one packer are driven by this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mediaeval.submissions.codes import CODES

__all__ = ["PictureFormat", "SubmissionFormat"]


@dataclass(frozen=True)
class PictureFormat:
    """A submission of one picture for each article, as PNG in a zip.

    The names are templates of ``{team}``, ``{run}``, ``{article}`` and ``{subtask}``, the last being the split's name
    up to its first hyphen.

    Args:
        archive: the zip's name.
        folder: the folder of a run within it.
        file: the name of an article's picture.
        size: width and height in pixels, exact.
        distinct: whether no two runs of a team may have the same picture for an article.
    """

    archive: str
    folder: str
    file: str = "{article}_{team}_{run}.png"
    size: tuple[int, int] = (460, 260)
    distinct: bool = False


@dataclass(frozen=True)
class SubmissionFormat:
    """Ranked lists: a line for each article, its key and then image ids, best first, with TABs between them.

    Args:
        depth: images in a line; all of them where the gallery is smaller.
        header: whether the first line may name the columns.
        tolerated: codes of :data:`mediaeval.submissions.codes.CODES` that are a warning here instead of an error.
        file: the name of a packed file, a template of ``{team}``, ``{split}`` and ``{run}``.
        archive: the name of the zip, a template of ``{team}`` and ``{edition}``.
        pictures: for editions whose teams hand in pictures instead of lists.

    Raises:
        ValueError: there is no such code.
    """

    depth: int = 100
    header: Literal["allowed", "forbidden"] = "forbidden"
    tolerated: frozenset[str] = frozenset()
    file: str = "{team}_{split}_{run}.tsv"
    archive: str = "{team}_{edition}.zip"
    pictures: PictureFormat | None = None

    def __post_init__(self) -> None:
        if unknown := self.tolerated - CODES.keys():
            raise ValueError(f"no such codes: {', '.join(sorted(unknown))}")

"""The gallery: image ids, and the file that each picture lies in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from mediaeval import GalleryImage
from mediaeval_plugins.newsimages.faults import first_of, refuse
from mediaeval_plugins.newsimages.table import Table

__all__ = ["SUFFIXES", "PictureFolder", "bare_id", "gallery"]

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif")


def bare_id(name: str) -> str:
    """An image id without the suffix of a picture's file."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - Path would read '/' and '.' in an id as parts of a path
    return stem if suffix.lower() in SUFFIXES else name


class PictureFolder:
    """The first of some folders that exists, listed once.

    Args:
        candidates: where the folder may lie, the usual place first.
    """

    def __init__(self, candidates: Sequence[Path]) -> None:
        self.path = next((folder for folder in candidates if folder.is_dir()), candidates[0])
        self._files = self._list()
        self._by_stem: dict[str, str] = {}
        for suffix in reversed(SUFFIXES):  # of two pictures with one stem the earlier suffix is found
            self._by_stem |= {bare_id(name): name for name in self.pictures if name.lower().endswith(suffix)}

    def _list(self) -> frozenset[str]:
        try:
            with os.scandir(self.path) as entries:
                return frozenset(entry.name for entry in entries if entry.is_file())
        except OSError:  # a folder that is not there holds no pictures; which are missing is told file by file
            return frozenset()

    @property
    def pictures(self) -> tuple[str, ...]:
        """The names of all pictures in the folder, by their suffix, sorted."""
        return tuple(sorted(name for name in self._files if name.lower().endswith(SUFFIXES)))

    def find(self, names: Sequence[str]) -> Path:
        """Where a picture lies that may go by any of these names, with any suffix; the first name if by none."""
        by_stem = (self._by_stem.get(bare_id(name)) for name in names)
        found = next((name for name in names if name in self._files), None) or next(filter(None, by_stem), None)
        return self.path / (found or names[0])


def gallery(
    tables: Iterable[Table], column: str, folder: PictureFolder, *, distinct: bool
) -> tuple[tuple[GalleryImage, ...], tuple[str, ...]]:
    """The images that tables list in their column ``iid``.

    A picture is looked for under the name in ``column``, then as ``<iid>.jpg``, then under the name in ``imgFile``;
    of each only the last part of a path is used.

    Args:
        tables: lists of images, or of articles with their images.
        column: the column that names the file; ``iid`` for ``<iid>.jpg``.
        folder: where the pictures lie.
        distinct: whether an image may stand in one row only (in a list of images) or in several (of articles).

    Returns:
        The images, and a note for each table with rows that name none.

    Raises:
        DataError: an image stands twice in a list, goes by two file names, or has an id that is no file name.
    """
    images: dict[str, GalleryImage] = {}
    notes: list[str] = []
    for table in tables:
        faults: list[tuple[int, str]] = []
        nameless: list[int] = []
        for row in table.rows:
            listed = row.key("iid")
            iid = bare_id(listed)
            if not iid:
                nameless.append(row.line)
                continue
            if "/" in iid or "\\" in iid or iid in {".", ".."}:
                faults.append((row.line, f"image id {iid!r} cannot name a file"))
                continue
            named = [_last_part(row.key(name)) for name in (column, "imgFile") if name != "iid"]
            names = [f"{iid}.jpg", *named] if column == "iid" else [named[0], f"{iid}.jpg", *named[1:]]
            if listed != iid:  # a file's name in full: it says which of foo.jpg and foo.png is meant
                names.insert(0, listed)
            image = GalleryImage(iid, folder.find([name for name in names if name]))
            known = images.setdefault(iid, image)
            if distinct and known is not image:
                faults.append((row.line, f"image {iid} stands in an earlier line already"))
            elif known.path != image.path:
                faults.append((row.line, f"image {iid} is {image.path.name} here and {known.path.name} before"))
        refuse(table.path, "images that cannot be told apart", faults)
        if nameless:
            notes.append(f"{table.path.name}: line {first_of(nameless)} has no image id and is not in the gallery")
    return tuple(images.values()), tuple(notes)


def _last_part(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]

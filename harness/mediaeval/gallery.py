"""A gallery apart from the articles: every picture below a folder, by the name of its file."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from mediaeval.errors import DataError
from mediaeval.split import GalleryImage, Split

__all__ = ["SUFFIXES", "pictures_below", "with_gallery"]

SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".gif"))


def with_gallery(split: Split, folder: Path) -> Split:
    """The split with the pictures of a folder in place of its own.

    Raises:
        DataError: see :func:`pictures_below`.
    """
    images = pictures_below(folder)
    note = f"the gallery is the {len(images)} pictures below {folder.name}, not the split's own"
    return replace(split, images=images, notes=(*split.notes, note))


@lru_cache(maxsize=4)  # one call ranks several splits against one gallery
def pictures_below(folder: Path) -> tuple[GalleryImage, ...]:
    """Every picture in a folder and the folders in it; its id is its file's name without the suffix.

    Raises:
        DataError: there is no such folder, no picture in it, or two pictures would have one id.
    """
    if not folder.is_dir():
        raise DataError(f"{folder}: there is no such folder.", hint="Give a folder of pictures: --gallery DIR.")
    found: dict[str, Path] = {}
    doubles: list[str] = []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if path.suffix.lower() not in SUFFIXES or name.startswith("."):
                continue
            if found.setdefault(path.stem, path) != path:
                doubles.append(f"{found[path.stem]} and {path} would both be {path.stem!r}")
    if doubles:
        raise DataError(
            f"{folder}: {len(doubles):,} pictures have the name of another.",
            details=[*doubles[:5], *([f"and {len(doubles) - 5:,} more"] if len(doubles) > 5 else [])],  # noqa: PLR2004 - the first few will do
            hint="A picture goes by the name of its file without the suffix; rename or remove these.",
        )
    if not found:
        raise DataError(f"{folder}: there is no picture in it.", hint=f"Pictures end in {', '.join(sorted(SUFFIXES))}.")
    return tuple(GalleryImage(image, path) for image, path in found.items())

"""Pictures in numbers: which are missing, broken, the same, or no pictures of anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mediaeval.encoding.images import decode, scan
from mediaeval.errors import DataError
from mediaeval.progress import progress
from mediaeval.split import GalleryImage

__all__ = ["PLACEHOLDER", "PictureReport", "report_pictures"]

PLACEHOLDER = 3
"""As many images with the same bytes are taken for a placeholder."""
TINY = 32
"""Pixels on a side below which a picture shows nothing."""
FLAT = 8
"""Range of grey levels, of 256, below which a picture shows nothing."""


@dataclass(frozen=True)
class PictureReport:
    """The gallery of a split.

    Args:
        listed: images of the gallery.
        missing: ids of those that are not there.
        unreadable: id to why it cannot be used.
        duplicates: groups of ids with the same bytes, largest first.
        suspicious: id to why it is doubted.
    """

    listed: int
    missing: Sequence[str]
    unreadable: Mapping[str, str]
    duplicates: Sequence[Sequence[str]]
    suspicious: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON values."""
        return asdict(self)


def report_pictures(images: Sequence[GalleryImage]) -> PictureReport:
    """Read and decode every picture that is there."""
    there = [image for image in images if image.path.is_file()]
    scanned = scan(there, lambda _: False)
    groups: dict[str, list[str]] = {}
    for item in scanned:
        if item.digest:
            groups.setdefault(item.digest, []).append(item.image.id)
    same = sorted((group for group in groups.values() if len(group) > 1), key=len, reverse=True)
    suspicious = {
        image: f"{len(group)} images have the same bytes: a placeholder?"
        for group in same
        if len(group) >= PLACEHOLDER
        for image in group
    }
    usable = [item for item in scanned if not item.problem and item.image.id not in suspicious]
    for item in progress(usable, "looking at images", "img"):
        if reason := _shows_nothing(item.image.path):
            suspicious[item.image.id] = reason
    return PictureReport(
        listed=len(images),
        missing=[image.id for image in images if not image.path.is_file()],
        unreadable={item.image.id: item.problem for item in scanned if item.problem},
        duplicates=same,
        suspicious=suspicious,
    )


def _shows_nothing(path: Path) -> str:
    """Why a picture can be no photograph of anything, or an empty string."""
    try:
        picture = decode(path.read_bytes())
    except (OSError, DataError) as error:  # it was readable a moment ago
        return f"changes while it is read ({error})"
    if min(picture.size) < TINY:
        return f"is only {picture.width} x {picture.height} pixels"
    picture.thumbnail((64, 64))
    low, high = picture.convert("L").getextrema()
    if high - low < FLAT:  # type: ignore[operator]  # one band, so two numbers
        return "has one colour only"
    return ""

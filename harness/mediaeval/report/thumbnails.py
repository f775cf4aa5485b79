"""Pictures small enough to stand in a page: each once, all together within a number of bytes."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from mediaeval.encoding.images import decode
from mediaeval.errors import DataError
from mediaeval.progress import progress
from mediaeval.split import GalleryImage

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["STEPS", "Step", "Thumbnails", "embedded_size", "make_thumbnails"]


class Step(NamedTuple):
    """A size of thumbnails: pixels of the longer side, and the quality they are compressed with, of 100."""

    side: int
    quality: int


STEPS = (Step(320, 72), Step(256, 70), Step(208, 66), Step(168, 62), Step(136, 58), Step(112, 54), Step(88, 50))
"""Sizes that are tried, the largest first: below the last a picture shows too little to be worth its bytes."""

_SAMPLE = 48  # pictures that a size is judged by before all are made
_SPARE = 1.04  # by how much the rest may be larger than the sample
_THREADS = min(8, os.cpu_count() or 1)  # Pillow releases the interpreter while it decodes, scales and compresses


@dataclass(frozen=True)
class Thumbnails:
    """The pictures of a page.

    Args:
        data: WebP files, each once.
        place: image id to its place in ``data``; equal pictures share one.
        step: how large they are; None where there is none.
        left_out: images that found no room after more wanted ones.
        unusable: image id to why there is no thumbnail of it.
    """

    data: Sequence[bytes] = ()
    place: Mapping[str, int] = field(default_factory=dict)
    step: Step | None = None
    left_out: Sequence[str] = ()
    unusable: Mapping[str, str] = field(default_factory=dict)


def embedded_size(data: bytes) -> int:
    """Bytes that a picture takes in a page: in base64, with quotation marks and a comma."""
    return (len(data) + 2) // 3 * 4 + 3


def make_thumbnails(images: Sequence[GalleryImage], room: int) -> Thumbnails:
    """Thumbnails of all images at the largest size that fits, or of as many as fit at the smallest.

    Args:
        images: the most wanted first.
        room: bytes that they may take in the page.
    """
    step = _judge(images, room)
    while True:
        found = _at(images, step, room)
        smaller = STEPS[STEPS.index(step) + 1 :]
        if not found.left_out or not smaller:
            return found
        step = smaller[0]


def _judge(images: Sequence[GalleryImage], room: int) -> Step:
    """The largest size that should fit, from pictures at even distances."""
    sample = images[:: max(1, -(-len(images) // _SAMPLE))]
    read = [data for data in (_read(image) for image in sample) if data is not None]
    for step in STEPS[:-1]:
        sizes = [embedded_size(one) for one in (_shrink(data, step) for data in read) if isinstance(one, bytes)]
        if sum(sizes) / max(1, len(sizes)) * len(images) * _SPARE <= room:
            return step
    return STEPS[-1]


def _at(images: Sequence[GalleryImage], step: Step, room: int) -> Thumbnails:
    """Thumbnails of one size; those that find no room are left out."""
    places: dict[bytes, int] = {}
    place: dict[str, int] = {}
    unusable: dict[str, str] = {}
    left_out: list[str] = []
    for image, made in progress(_all(images, step), f"thumbnails of {step.side} pixels", "img", total=len(images)):
        if isinstance(made, str):
            unusable[image.id] = made
        elif made not in places and embedded_size(made) > room:
            left_out.append(image.id)
        else:
            if made not in places:
                places[made] = len(places)
                room -= embedded_size(made)
            place[image.id] = places[made]
    return Thumbnails(tuple(places), place, step if places else None, tuple(left_out), unusable)


def _all(images: Sequence[GalleryImage], step: Step) -> Iterator[tuple[GalleryImage, bytes | str]]:
    def make(image: GalleryImage) -> bytes | str:
        data = _read(image)
        return "is not there" if data is None else _shrink(data, step)

    with ThreadPoolExecutor(_THREADS) as threads:
        yield from zip(images, threads.map(make, images), strict=True)


def _read(image: GalleryImage) -> bytes | None:
    try:
        return image.path.read_bytes()
    except OSError:
        return None


def _shrink(data: bytes, step: Step) -> bytes | str:
    """A picture as a WebP file, or why there is none."""
    try:
        picture = decode(data, draft=(2 * step.side, 2 * step.side))
    except DataError as error:
        return error.message
    picture.thumbnail((step.side, step.side))
    file = io.BytesIO()
    _flat(picture).save(file, "WEBP", quality=step.quality)
    return file.getvalue()


def _flat(picture: Image.Image) -> Image.Image:
    """RGB, with white behind what is transparent."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")

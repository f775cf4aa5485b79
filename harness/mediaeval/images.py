"""Pictures from disk: read, hashed, decoded, and every failure named."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediaeval.errors import DataError
from mediaeval.progress import progress
from mediaeval.split import GalleryImage
from mediaeval.storage import digest_bytes

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["FORMATS", "MAX_PIXELS", "Scanned", "decode", "scan"]

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
"""Decoders that a picture may reach; everything else is refused before it is parsed."""

MAX_PIXELS = 89_478_485
"""Pixels above which a picture counts as a decompression bomb: Pillow's own warning level."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """One gallery image as it lies on disk.

    Args:
        image: the image.
        digest: sha256 of its bytes; empty when it cannot be read.
        problem: why it cannot be used; empty when it can.
    """

    image: GalleryImage
    digest: str
    problem: str = ""


def decode(data: bytes) -> Image.Image:
    """The picture in the bytes, decoded whole, in the mode of its file.

    Raises:
        DataError: it is no picture of a known format, is cut off, or is a decompression bomb; the message says which.
    """
    return _open(data, shrink=False)


def scan(images: Sequence[GalleryImage], known: Callable[[str], bool]) -> list[Scanned]:
    """Read every image once, so that all that are wrong are known before anything is encoded.

    Args:
        images: the gallery.
        known: whether a digest was decoded before; those are not decoded again.
    """
    return [_scan(image, known) for image in progress(images, "reading images", "img")]


def _scan(image: GalleryImage, known: Callable[[str], bool]) -> Scanned:
    try:
        data = image.path.read_bytes()
    except FileNotFoundError:
        return Scanned(image, "", "is not there")
    except OSError as error:
        return Scanned(image, "", f"cannot be read ({error.strerror})")
    digest = digest_bytes(data)
    if known(digest):
        return Scanned(image, digest)
    try:
        _open(data, shrink=True)
    except DataError as error:
        return Scanned(image, digest, error.message)
    return Scanned(image, digest)


def _open(data: bytes, *, shrink: bool) -> Image.Image:
    from PIL import Image, UnidentifiedImageError

    if not data:
        raise DataError("is empty")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise DataError(f"is too large to decode ({picture.width} x {picture.height} pixels)")
        if shrink:
            picture.draft(None, (1, 1))  # a JPEG's whole stream is still read, at an eighth of its size
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DataError("is too large to decode (a decompression bomb)") from None
    except UnidentifiedImageError:
        raise DataError(f"is no picture of a known format ({_guess(data)})") from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:  # what Pillow's decoders raise on broken data
        raise DataError(f"is broken ({error})") from None
    return picture


def _guess(data: bytes) -> str:
    start = data[:512].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml")):
        return "it holds a web page"
    return f"it starts with {data[:8]!r}"

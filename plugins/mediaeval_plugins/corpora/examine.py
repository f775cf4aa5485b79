"""One picture: its digest, its perceptual hash, its size, and whether it can be decoded at all."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from mediaeval import DataError, decode
from mediaeval_plugins.corpora.libraries import imagehash_library

__all__ = ["Picture", "examine", "suffix_of"]

_SCALED = (128, 128)
"""A JPEG is decoded no larger than this needs, which still reads its whole stream: 32 pixels are hashed."""

_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif"}


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a picture's file.

    Args:
        sha256: of its bytes; empty where they cannot be read.
        phash: the 64 bits of its perceptual hash; 0 where it cannot be decoded.
        width: in pixels; 0 where it cannot be decoded.
        height: likewise.
        problem: why it cannot be decoded; empty where it can.
    """

    sha256: bytes
    phash: int = 0
    width: int = 0
    height: int = 0
    problem: str = ""


def examine(data: bytes) -> Picture:
    """Look at the bytes of a picture.

    The perceptual hash is imagehash's ``phash``: which of the 64 lowest frequencies of a cosine transform of 32 by 32
    grey pixels are above their median (https://www.hackerfactor.com/blog/index.php?/archives/432-Looks-Like-It.html).
    """
    from PIL import Image

    digest = hashlib.sha256(data).digest()
    try:
        picture = decode(data, draft=_SCALED)
    except DataError as error:
        return Picture(digest, problem=error.message)
    with Image.open(io.BytesIO(data), formats=(str(picture.format),)) as whole:
        width, height = whole.size
    bits = imagehash_library().phash(picture).hash.ravel()
    phash = sum(1 << place for place, bit in enumerate(bits.tolist()) if bit)
    return Picture(digest, phash, width, height)


def suffix_of(data: bytes) -> str:
    """The ending of a name for a picture of these bytes, by the format that they begin with.

    Raises:
        DataError: it is no picture, or a broken one.
    """
    return _SUFFIXES[str(decode(data, draft=(1, 1)).format)]

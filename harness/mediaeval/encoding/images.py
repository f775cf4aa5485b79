"""Pictures from disk: read, hashed, decoded, and every failure named."""

from __future__ import annotations

import contextlib
import hashlib
import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from mediaeval.encoding.pool import WorkerPool, worth
from mediaeval.errors import DataError
from mediaeval.progress import Bar
from mediaeval.split import GalleryImage
from mediaeval.store.keys import KEY_BYTES, Keys, keys_of

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["FORMATS", "MAX_PIXELS", "Scan", "Scanned", "decode", "scan"]

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
"""Decoders that a picture may reach; everything else is refused before it is parsed."""

MAX_PIXELS = 89_478_485
"""Pixels above which a picture counts as a decompression bomb: Pillow's own warning level."""

_CHUNK = 1024  # pictures that are on their way at a time
_TASK = 16  # pictures of one task of a worker process
_READERS = 8  # threads that read and hash; both release the interpreter


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


class Scan(Sequence[Scanned]):
    """A gallery as it lies on disk: 32 bytes an image beside the images themselves.

    Args:
        images: the gallery.
        digests: ``(n, 32)``: the sha256 of each file; zeros where it cannot be read.
        problems: why an image cannot be used, by its place in the gallery.
    """

    def __init__(self, images: Sequence[GalleryImage], digests: Keys, problems: Mapping[int, str]) -> None:
        self.images = images
        self.digests = digests
        self.problems = problems

    def __len__(self) -> int:
        return len(self.images)

    @overload
    def __getitem__(self, at: int) -> Scanned: ...
    @overload
    def __getitem__(self, at: slice) -> list[Scanned]: ...
    def __getitem__(self, at: int | slice) -> Scanned | list[Scanned]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        image, at = self.images[at], at % len(self)
        read = bool(self.digests[at].any())
        return Scanned(image, self.digests[at].tobytes().hex() if read else "", self.problems.get(at, ""))

    @classmethod
    def of(cls, images: Sequence[Scanned]) -> Scan:
        """The same images in compact form."""
        if isinstance(images, Scan):
            return images
        digests = keys_of(item.digest or bytes(KEY_BYTES).hex() for item in images)
        problems = {at: item.problem for at, item in enumerate(images) if item.problem}
        return cls([item.image for item in images], digests, problems)

    def usable(self) -> Scan:
        """The images that have no problem."""
        if not self.problems:
            return self
        good = [at for at in range(len(self)) if at not in self.problems]
        return Scan([self.images[at] for at in good], self.digests[good], {})


def decode(data: bytes, *, draft: tuple[int, int] | None = None) -> Image.Image:
    """The picture in the bytes, decoded whole, in the mode of its file.

    Args:
        data: the file.
        draft: width and height below which a JPEG is not scaled while it is decoded; None decodes every pixel.

    Raises:
        DataError: it is no picture of a known format, is cut off, or is a decompression bomb; the message says which.
    """
    return _open(data, draft)


def scan(
    images: Sequence[GalleryImage], known: Callable[[Keys], NDArray[np.bool_] | bool], *, workers: int | None = 0
) -> Scan:
    """Read every image once, so that all that are wrong are known before anything is encoded.

    Args:
        images: the gallery.
        known: which of ``(n, 32)`` digests were decoded before; those are not decoded again.
        workers: processes that decode; None: one for each core, and none for a few pictures.
    """
    digests = np.zeros((len(images), KEY_BYTES), dtype=np.uint8)
    problems: dict[int, str] = {}
    new = np.empty(len(images), dtype=bool)
    with ThreadPoolExecutor(_READERS) as readers, Bar(len(images), "reading images", "img") as bar:
        for at in _chunks(range(len(images))):
            for place, found in zip(at, readers.map(_hash, (images[i] for i in at)), strict=True):
                if isinstance(found, str):
                    problems[place] = found
                else:
                    digests[place] = np.frombuffer(found, dtype=np.uint8)
            new[at.start : at.stop] = ~np.broadcast_to(known(digests[at.start : at.stop]), len(at))
            bar.advance(len(at))
    new[list(problems)] = False
    problems.update(_undecodable(images, np.flatnonzero(new), workers))
    return Scan(images, digests, dict(sorted(problems.items())))


def _undecodable(images: Sequence[GalleryImage], at: NDArray[np.intp], workers: int | None) -> dict[int, str]:
    """Why pictures cannot be decoded, by their place."""
    problems: dict[int, str] = {}
    count = worth(workers, len(at))
    with contextlib.ExitStack() as stack:
        bar = stack.enter_context(Bar(len(at), "checking images", "img"))
        pool = stack.enter_context(WorkerPool(count)) if count else None
        for chunk in _chunks(range(len(at))):
            places = at[chunk.start : chunk.stop].tolist()
            paths = [images[i].path for i in places]
            if pool is None:
                found = list(map(_problem, paths))
            else:
                tasks = [pool.submit(_problems, paths[i : i + _TASK]) for i in range(0, len(paths), _TASK)]
                found = [problem for task in tasks for problem in pool.result(task)]
            problems.update({place: problem for place, problem in zip(places, found, strict=True) if problem})
            bar.advance(len(places))
    return problems


def _chunks(whole: range) -> Iterator[range]:
    for start in range(0, len(whole), _CHUNK):
        yield whole[start : start + _CHUNK]


def _hash(image: GalleryImage) -> bytes | str:
    """The sha256 of a file, or why it cannot be read."""
    try:
        return hashlib.sha256(image.path.read_bytes()).digest()
    except FileNotFoundError:
        return "is not there"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _problems(paths: Sequence[Path]) -> list[str]:
    return list(map(_problem, paths))


def _problem(path: Path) -> str:
    """Why the picture cannot be decoded; empty where it can."""
    try:
        _open(path.read_bytes(), (1, 1))  # a JPEG's whole stream is still read, at an eighth of its size
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    except DataError as error:
        return error.message
    return ""


def _open(data: bytes, draft: tuple[int, int] | None) -> Image.Image:
    from PIL import Image, UnidentifiedImageError

    if not data:
        raise DataError("is empty")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise DataError(f"is too large to decode ({picture.width} x {picture.height} pixels)")
        if draft is not None:
            picture.draft(None, draft)
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

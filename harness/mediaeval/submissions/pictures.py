"""Submissions of pictures: the first image of each list, as PNG of one size under prescribed names."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from mediaeval.encoding.images import decode, scan
from mediaeval.errors import DataError
from mediaeval.progress import progress
from mediaeval.split import GalleryImage
from mediaeval.storage import digest_file
from mediaeval.submissions.format import PictureFormat
from mediaeval.submissions.pack import Entry

__all__ = ["Fit", "clashes", "picture_members", "to_png"]

Fit = Literal["crop", "pad"]


def picture_members(entries: Sequence[Entry], form: PictureFormat, team: str, fit: Fit) -> Iterator[tuple[str, bytes]]:
    """Name in the archive and PNG bytes of every article of every run.

    Raises:
        DataError: pictures cannot be read; all of them at once, before the first is given.
    """
    chosen = [
        (entry, article, entry.paths[image]) for entry in entries for article, image in sorted(entry.first_images())
    ]
    _refuse_unreadable(dict.fromkeys(path for *_, path in chosen))
    for entry, article, path in progress(chosen, "packing pictures", "img"):
        names = {"team": team, "run": entry.run, "article": article, "subtask": entry.subtask}
        try:
            png = to_png(path.read_bytes(), form.size, fit)
        except (OSError, DataError) as error:  # it was readable a moment ago
            raise DataError(f"{path}: changes while it is read ({error}).") from error
        yield f"{form.folder.format(**names)}/{form.file.format(**names)}", png


def _refuse_unreadable(paths: Iterable[Path]) -> None:
    scanned = scan([GalleryImage(str(path), path) for path in paths], lambda _: False)
    bad = [f"{item.image.path}: {item.problem}" for item in scanned if item.problem]
    if bad:
        raise DataError(f"{len(bad):,} of {len(scanned):,} pictures to pack cannot be used.", details=bad)


def to_png(data: bytes, size: tuple[int, int], fit: Fit) -> bytes:
    """A picture as PNG of exactly this size.

    It is turned upright as its EXIF says, laid on white where it is transparent, and resized with a Lanczos filter:
    ``crop`` fills the frame and cuts what is over equally on both sides, ``pad`` shows the whole picture and fills
    the rest with black.

    Raises:
        DataError: the bytes are no picture.
    """
    from PIL import Image, ImageOps

    picture = ImageOps.exif_transpose(decode(data))
    if picture.has_transparency_data:
        layers = picture.convert("RGBA")
        picture = Image.new("RGBA", layers.size, "white")
        picture.alpha_composite(layers)
    picture = picture.convert("RGB")
    shape = ImageOps.fit if fit == "crop" else ImageOps.pad
    stream = io.BytesIO()
    shape(picture, size, Image.Resampling.LANCZOS).save(stream, "PNG")
    return stream.getvalue()


def clashes(entries: Sequence[Entry]) -> list[str]:
    """Articles for which two runs have the same picture, by its bytes: a line for each."""
    owners: dict[tuple[str, str], dict[str, str]] = {}
    digests: dict[str, str] = {}
    for entry in entries:
        for article, image in entry.first_images():
            path = entry.paths[image]
            if not path.is_file():
                continue  # told when the pictures are packed
            digest = digests.setdefault(str(path), "") or digest_file(path)
            digests[str(path)] = digest
            owners.setdefault((article, digest), {}).setdefault(entry.run, image)
    return [
        f"article {article}: {', '.join(f'{run} has {image}' for run, image in runs.items())}"
        for (article, _), runs in sorted(owners.items())
        if len(runs) > 1
    ]

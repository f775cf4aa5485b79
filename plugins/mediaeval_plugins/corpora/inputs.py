"""The files that a corpus is read from: found by name or pattern, opened plain or gzipped, and digested."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from mediaeval import DataError, File, digest_file

__all__ = ["files_at", "find_picture", "fingerprint_of", "needed", "opened"]

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif")


def files_at(path: Path, ending: str = "") -> list[Path]:
    """The file of a path; those of a pattern such as ``part-*.jsonl``; or those of a folder that end in ``ending``.

    Raises:
        DataError: there is none.
    """
    if path.is_file():
        return [path]
    if path.is_dir():
        found = sorted(item for item in path.iterdir() if ending and item.name.lower().endswith(ending))
        what = f"no file that ends in {ending!r} in this folder" if ending else "a folder, and a file is wanted"
    else:
        found = sorted(path.parent.glob(path.name)) if re.search(r"[*?\[]", path.name) else []
        what = "no such file"
    if not found:
        raise DataError(f"{path}: {what}.", hint="Paths are relative to the corpus file.")
    return found


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked if its name ends in ``.gz``.

    Raises:
        DataError: it cannot be read, or is no gzip file, or is cut off.
    """
    try:
        with path.open("rb") as raw:
            yield cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if path.suffix == ".gz" else raw
    except (OSError, EOFError) as error:
        raise DataError(f"{path}: cannot be read ({error}).") from error


def find_picture(path: Path) -> Path:
    """The picture at a path, or the one of the same name with another suffix; the path itself if there is neither."""
    if path.exists():
        return path
    others = (path.with_suffix(suffix) for suffix in _SUFFIXES)
    return next((other for other in others if other.exists()), path)


def fingerprint_of(reader: str, paths: Sequence[Path]) -> dict[str, object]:
    """The sha256 of each file, by name.

    Raises:
        DataError: one cannot be read.
    """
    try:
        return {"reader": reader, "files": {path.name: digest_file(path) for path in paths}}
    except OSError as error:
        raise DataError(f"{error.filename}: cannot be read ({error.strerror}).") from error


def needed(what: str, path: Path, hint: str, ending: str = "") -> File:
    """A file, or files, that a reader needs, found or missing."""
    try:
        files_at(path, ending)
    except DataError:
        return File(f"{what} {path}", None, hint)
    return File(f"{what} {path}", path, hint)

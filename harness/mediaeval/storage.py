"""Writing and naming files so that a crash leaves nothing half-written and a change never goes unseen."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from mediaeval.errors import OutputError

__all__ = ["atomic_path", "cache_folder", "digest_bytes", "digest_file"]


@contextlib.contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Give a temporary file beside ``path`` that takes its name when the block ends without an exception.

    The bytes are on disk (fsync) before the name is, and the name changes at once (``os.replace``): whoever looks
    sees the old file or the new one, whole.

    Raises:
        OutputError: the disk is full or the folder cannot be written; nothing is left behind.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror or error}).",
            hint="Nothing was changed; make room and run again.",
        ) from error
    finally:
        with contextlib.suppress(OSError):  # whatever stood in the way of writing was told above
            temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there; replace() is durable enough
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_bytes(data: bytes) -> str:
    """The sha256 of bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def digest_file(path: Path) -> str:
    """The sha256 of a file's content, in hex.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cache_folder(*parts: str) -> Path:
    """The folder for what can be made again: ``$MEDIAEVAL_CACHE``, or the system's place for caches."""
    root = os.environ.get("MEDIAEVAL_CACHE")
    if not root:
        import platformdirs

        root = platformdirs.user_cache_dir("mediaeval", appauthor=False)
    return Path(root, *parts)

"""The sha256 of large files, read once: a 4 GB checkpoint is not hashed again for every run."""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import TYPE_CHECKING, Any

from mediaeval import OutputError, atomic_path, cache_folder, digest_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["file_digest", "json_digest"]

_known: dict[tuple[str, int, int], str] = {}


def file_digest(path: Path) -> str:
    """The sha256 of a file's content, in hex; remembered under its path, size and time of change.

    The memory outlives the process: one small JSON file a path, in the cache folder ``digests``.

    Raises:
        OSError: the file cannot be read.
    """
    path = path.resolve()
    stat = path.stat()
    key = (str(path), stat.st_size, stat.st_mtime_ns)
    if key not in _known:
        note = cache_folder("digests", hashlib.sha256(str(path).encode()).hexdigest()[:32] + ".json")
        _known[key] = _read(note, key) or _write(note, key, digest_file(path))
    return _known[key]


def _read(note: Path, key: tuple[str, int, int]) -> str | None:
    try:
        noted = json.loads(note.read_bytes())
        return str(noted["sha256"]) if (noted["path"], noted["size"], noted["mtime_ns"]) == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None  # absent, or not a note: hash the file


def _write(note: Path, key: tuple[str, int, int], sha256: str) -> str:
    path, size, mtime_ns = key
    # A cache folder that cannot be written costs time, not the run.
    with contextlib.suppress(OutputError, OSError), atomic_path(note) as temporary:
        temporary.write_text(json.dumps({"path": path, "size": size, "mtime_ns": mtime_ns, "sha256": sha256}))
    return sha256


def json_digest(value: Mapping[str, Any]) -> str:
    """The sha256 of a JSON value in canonical form, in hex."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

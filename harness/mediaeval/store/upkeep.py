"""What lies in an embedding store, whether it is whole, and how to make it smaller."""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediaeval.errors import DataError, OutputError
from mediaeval.progress import Bar
from mediaeval.store.embeddings import LABEL
from mediaeval.store.shards import SUFFIX, Shard

__all__ = ["Removal", "SpaceSummary", "plan_removals", "remove", "summaries", "verify"]

_LEFTOVER_SECONDS = 3600.0
"""Age at which a temporary file is nobody's any more: no shard takes an hour to write."""
_DAY = 86400.0


@dataclass(frozen=True)
class SpaceSummary:
    """One space of a store.

    Args:
        folder: where it lies; its name is the space's.
        label: what it is for; empty where that cannot be read.
        items: embeddings in it; those of damaged shards are not counted.
        width: numbers of a row; 0 where there is none.
        shards: files.
        damaged: shards of which not even the head is whole.
        size: bytes of all files.
        used: seconds since the epoch, when it was last opened or written.
    """

    folder: Path
    label: dict[str, Any]
    items: int
    width: int
    shards: int
    damaged: int
    size: int
    used: float

    @property
    def title(self) -> str:
        """Modality and, of the fingerprint, what tells people most."""
        fingerprint = self.label.get("fingerprint") or {}
        words = [str(self.label.get("modality", "?")), *(f"{k}={_short(v)}" for k, v in fingerprint.items())]
        return " ".join(words[:6])


@dataclass(frozen=True)
class Removal:
    """Something that can go.

    Args:
        path: a file, or the folder of a space.
        reason: why.
        size: bytes.
    """

    path: Path
    reason: str
    size: int


def summaries(root: Path) -> list[SpaceSummary]:
    """The spaces of a store, last used first; reads heads of shards, no rows."""
    return sorted(map(_summary, _spaces(root)), key=lambda space: -space.used)


def verify(root: Path) -> tuple[int, list[str]]:
    """Read every byte of every shard.

    Returns:
        How many shards there are, and of each that is damaged what is wrong.
    """
    shards = [path for folder in _spaces(root) for path in _shards(folder)]
    problems = []
    with Bar(sum(path.stat().st_size for path in shards) >> 20, "verifying", "MB") as bar:
        for path in shards:
            if problem := _damage(path, Shard.verify):
                problems.append(problem)
            bar.advance(path.stat().st_size >> 20)
    return len(shards), problems


def plan_removals(root: Path, *, spaces: Sequence[str] = (), unused_days: float | None = None) -> list[Removal]:
    """What a clean-up removes: leftovers of killed writers and damaged shards, and the spaces that are asked for.

    Args:
        root: the store.
        spaces: names of spaces, or the beginnings of names.
        unused_days: also spaces that were not used for so long.

    Raises:
        DataError: there is no such space, or a beginning fits several.
    """
    folders = _spaces(root)
    chosen = {_named(name, folders): f"asked for as {name}" for name in spaces}
    for folder in folders:
        idle = (time.time() - _used(folder)) / _DAY
        if unused_days is not None and idle > unused_days:
            chosen.setdefault(folder, f"not used for {idle:.0f} days")
    removals = [Removal(folder, reason, _size(folder)) for folder, reason in chosen.items()]
    for folder in folders:
        if folder not in chosen:
            removals += _leftovers(folder)
    return removals


def remove(removal: Removal) -> None:
    """Remove it; what is gone already is no error.

    Raises:
        OutputError: it cannot be removed.
    """
    try:
        if removal.path.is_dir():
            shutil.rmtree(removal.path)
        else:
            removal.path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{removal.path}: cannot be removed ({error.strerror or error}).") from error


def _leftovers(folder: Path) -> Iterator[Removal]:
    for path in sorted(folder.iterdir()):
        with contextlib.suppress(FileNotFoundError):  # a writer has finished, or another clean-up was here
            size = path.stat().st_size
            if path.suffix == ".tmp" and time.time() - path.stat().st_mtime > _LEFTOVER_SECONDS:
                yield Removal(path, "left by a writer that was killed", size)
            elif path.suffix == SUFFIX and _damage(path, Shard.verify):
                yield Removal(path, "damaged", size)


def _damage(path: Path, check: Callable[[Shard], None]) -> str:
    try:
        check(Shard.open(path))
    except DataError as error:
        return error.message
    return ""


def _summary(folder: Path) -> SpaceSummary:
    items, width, damaged, paths = 0, 0, 0, _shards(folder)
    for path in paths:
        try:
            shard = Shard.open(path)
        except DataError:
            damaged += 1
            continue
        items, width = items + len(shard.keys), shard.rows.shape[1]
    label: dict[str, Any] = {}
    with contextlib.suppress(OSError, ValueError):  # shown as it is: a space that does not say what it is for
        label = json.loads((folder / LABEL).read_bytes())
    return SpaceSummary(folder, label, items, width, len(paths), damaged, _size(folder), _used(folder))


def _spaces(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def _shards(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def _used(folder: Path) -> float:
    return max(path.stat().st_mtime for path in (folder, folder / LABEL) if path.exists())


def _named(name: str, folders: Sequence[Path]) -> Path:
    found = [folder for folder in folders if folder.name.startswith(name)]
    if len(found) != 1:
        what = "there is no such space" if not found else f"{len(found)} spaces begin so"
        raise DataError(f"{name}: {what} in the store.", hint="`mediaeval store ls` lists them.")
    return found[0]


def _short(value: Any) -> str:
    text = str(value)
    return text[:12] if len(text) == 64 else text[:24]  # noqa: PLR2004 - a sha256 in hex

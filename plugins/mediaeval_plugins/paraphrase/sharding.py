"""Which titles are this process's, and which file it writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from mediaeval import Part, RunFileError, part_from_environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["find_part", "path_of", "share"]

T = TypeVar("T")


def find_part(text: str | None) -> Part:
    """The part that ``--shard I/N`` says, counted from 0, or else the one that the launcher gave this process.

    Raises:
        RunFileError: it is no part.
    """
    if text is None:
        return part_from_environment()
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if match is None or int(match[1]) >= int(match[2]):
        raise RunFileError(f"--shard {text!r}: must read I/N, with I from 0 to N - 1, such as 0/8.")
    return Part(int(match[1]), int(match[2]))


def share(part: Part, items: Iterable[T]) -> Iterator[T]:
    """Every ``world``-th item, from item ``rank`` on."""
    return (item for place, item in enumerate(items) if place % part.world == part.rank)


def path_of(part: Part, path: Path) -> Path:
    """The file of a part: ``views.jsonl`` alone, ``views.0-of-8.jsonl`` where there are several."""
    return path if part.world == 1 else path.with_name(f"{path.stem}.{part.rank}-of-{part.world}{path.suffix}")

"""Everything that is wrong with a file, told at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from mediaeval import DataError

__all__ = ["SHOWN", "first_of", "refuse"]

SHOWN = 5
"""How many faults, lines or names are spelled out; the others are counted."""


def first_of(items: Iterable[object], shown: int = SHOWN) -> str:
    """The first items with commas between them, and how many more there are."""
    known = [str(item) for item in items]
    rest = f" and {len(known) - shown} more" if len(known) > shown else ""
    return ", ".join(known[:shown]) + rest


def refuse(path: Path, what: str, faults: Sequence[tuple[int, str]], *, hint: str | None = None) -> None:
    """Raise if there is any fault; ``faults`` are (line, what is wrong there).

    Raises:
        DataError: names the file, counts the faults and shows the first few with their lines.
    """
    if not faults:
        return
    details = [f"line {line}: {fault}" for line, fault in faults[:SHOWN]]
    if len(faults) > SHOWN:
        details.append(f"and {len(faults) - SHOWN} more, the last in line {faults[-1][0]}")
    raise DataError(f"{path}: {what} ({len(faults)} in all).", hint=hint, details=details)

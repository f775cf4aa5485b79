"""Progress bars with rate and time left; nothing where output is not a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self, TypeVar

__all__ = ["Bar", "progress"]

T = TypeVar("T")


def progress(items: Iterable[T], label: str, unit: str, *, total: int | None = None) -> Iterable[T]:
    """The items, with a bar on standard error while they are taken.

    Args:
        items: what to go through.
        label: what is being done.
        unit: what one step is.
        total: number of steps where ``items`` has no length.
    """
    bar: Iterable[T] = _tqdm(items, label, unit, total)
    return bar


class Bar:
    """A bar for work that advances by unequal steps; a context manager.

    Args:
        total: number of steps; None where nobody knows.
        label: what is being done.
        unit: what one step is; the rate is told in it.
    """

    def __init__(self, total: int | None, label: str, unit: str) -> None:
        self._bar = _tqdm(None, label, unit, total)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.close()

    def advance(self, steps: int, note: str = "") -> None:
        """Go on by some steps, with a note behind the rate."""
        if note:
            self._bar.set_postfix_str(note, refresh=False)
        self._bar.update(steps)


def _tqdm(items: Iterable[Any] | None, label: str, unit: str, total: int | None) -> Any:
    from tqdm import tqdm

    return tqdm(items, desc=label, unit=unit, total=total, disable=None, file=sys.stderr, leave=False, smoothing=0.1)

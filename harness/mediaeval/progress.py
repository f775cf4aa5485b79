"""Progress bars with rate and time left; nothing where output is not a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TypeVar

__all__ = ["progress"]

T = TypeVar("T")


def progress(items: Iterable[T], label: str, unit: str, *, total: int | None = None) -> Iterable[T]:
    """The items, with a bar on standard error while they are taken.

    Args:
        items: what to go through.
        label: what is being done.
        unit: what one step is.
        total: number of steps where ``items`` has no length.
    """
    from tqdm import tqdm

    return tqdm(items, desc=label, unit=unit, total=total, disable=None, file=sys.stderr, leave=False, smoothing=0.1)

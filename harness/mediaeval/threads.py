"""Independent pieces of NumPy work in as many threads as there are cores for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["in_threads", "threads"]

T = TypeVar("T")
R = TypeVar("R")


def threads() -> int:
    """``$OMP_NUM_THREADS``, as the matrix products beside this work have it, or the cores that this process may use."""
    stated = os.environ.get("OMP_NUM_THREADS", "")
    if stated.isdigit() and int(stated):
        return int(stated)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_threads(work: Callable[[T], R], pieces: Iterable[T]) -> list[R]:
    """``[work(piece) for piece in pieces]``; for work that spends its time in NumPy, which then lets others run.

    An exception of any piece is raised here. Work that is a matrix product itself uses every core already.
    """
    items = list(pieces)
    count = min(threads(), len(items))
    if count <= 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, items))

"""Which pairs stand in which batch: a seeded shuffle in which no picture and no title meets itself.

A picture that stands twice in a batch, or a title with two pictures, would be each other's negatives, and false ones.
The batches of an epoch are a function of seed, epoch and pairs alone, so a training resumes at the number of a batch.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Epoch", "plan_epoch"]


@dataclass(frozen=True)
class Epoch:
    """The batches of one pass.

    Args:
        batches: numbers of pairs, in order.
        left_out: numbers of the pairs that are in none.
    """

    batches: Sequence[NDArray[np.int64]]
    left_out: NDArray[np.int64]


def plan_epoch(
    image: NDArray[np.integer[Any]],
    title: NDArray[np.integer[Any]],
    size: int,
    *,
    seed: int,
    epoch: int,
    keep_remainder: bool = False,
) -> Epoch:
    """Cut a shuffle of all pairs into batches.

    A pair whose picture or title is in the batch already waits for the next one. At the end, what is left and fills
    no batch is left out, and said to be; or it makes further, smaller batches of at least two pairs.

    Args:
        image: ``(n,)``: number of each pair's picture.
        title: ``(n,)``: number of its title.
        size: pairs of a batch.
        seed: of the order.
        epoch: counted from 0; each has an order of its own.
        keep_remainder: whether batches may be smaller at the end.
    """
    order = np.random.default_rng((seed, epoch)).permutation(len(image))
    batches: list[NDArray[np.int64]] = []
    waiting: deque[int] = deque()
    at = 0
    while True:
        quick = order[at : at + size]
        if not waiting and len(quick) == size and _distinct(image[quick]) and _distinct(title[quick]):
            batches.append(quick)
            at += size
            continue
        batch, waiting, at = _fill(order, at, waiting, image, title, size)
        if len(batch) == size or (keep_remainder and len(batch) > 1):
            batches.append(np.array(batch, dtype=np.int64))
        else:
            return Epoch(batches, np.array(sorted([*batch, *waiting]), dtype=np.int64))


def _distinct(numbers: NDArray[np.integer[Any]]) -> bool:
    return len(np.unique(numbers)) == len(numbers)


def _fill(
    order: NDArray[np.int64],
    at: int,
    waiting: deque[int],
    image: NDArray[np.integer[Any]],
    title: NDArray[np.integer[Any]],
    size: int,
) -> tuple[list[int], deque[int], int]:
    """One batch, pair by pair: those that wait first; and who waits after it, and where in the order it ended."""
    batch: list[int] = []
    images: set[int] = set()
    titles: set[int] = set()
    still: deque[int] = deque()
    while len(batch) < size and (waiting or at < len(order)):
        if waiting:
            pair = waiting.popleft()
        else:
            pair = int(order[at])
            at += 1
        if int(image[pair]) in images or int(title[pair]) in titles:
            still.append(pair)
            continue
        batch.append(pair)
        images.add(int(image[pair]))
        titles.add(int(title[pair]))
    still.extend(waiting)
    return batch, still, at

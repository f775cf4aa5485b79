"""Draws that are the same for one seed on every platform and Python version."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

__all__ = ["Dice"]

T = TypeVar("T")


class Dice:
    """Seeded draws of integers and members.

    Numbers are made of ``Random.random`` alone, whose sequence Python promises to keep across versions.

    Args:
        seed: any text; different texts give unrelated draws.
    """

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311  (pictures, not secrets)

    def below(self, limit: int) -> int:
        """An integer from 0 to ``limit - 1``."""
        return int(self._random.random() * limit)

    def between(self, low: int, high: int) -> int:
        """An integer from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """True in ``percent`` of a hundred draws."""
        return self.below(100) < percent

    def pick(self, members: Sequence[T]) -> T:
        """One member of a sequence."""
        return members[self.below(len(members))]

    def bytes(self, count: int) -> bytes:
        """``count`` bytes, for the noise of a picture; kept by Python in practice, without a promise."""
        return self._random.randbytes(count)

"""As many items at once as fit: a batch that runs out of memory is halved until it does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from mediaeval.errors import MediaevalError
from mediaeval.roles import FloatArray

__all__ = ["Halving", "is_out_of_memory"]

R = TypeVar("R")
T = TypeVar("T", bound="Sequence[Any] | np.ndarray[Any, Any]")

# What torch says on devices for which it has no error class of its own: its CPU allocator and Apple's.
_SIGNS = ("out of memory", "can't allocate memory", "not enough memory")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error of any library says that memory ran out."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error).lower() for sign in _SIGNS)


class Halving:
    """Calls an encoder with batches, or with equal parts of them once a whole one did not fit.

    What is found holds for all further calls. Rows of one batch are the same to about 1e-6, not to the last bit, when
    it is computed in parts; :attr:`size` is recorded for that.

    Args:
        size: items that are tried at once.
    """

    def __init__(self, size: int) -> None:
        self.size = size

    def attempt(self, call: Callable[[T], R], batch: T) -> R | None:
        """Call with a whole batch; None, and half the size from now on, where memory runs out.

        Raises:
            MediaevalError: not even one item fits.
        """
        try:
            return call(batch)
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            if len(batch) == 1:
                raise MediaevalError(
                    "The encoder runs out of memory even with one item at a time.",
                    hint="Use a smaller model, --set encoder.precision=bf16, or another --device.",
                ) from error
        # Outside the except clause, so that the failed call's tensors are free before the next one.
        self.size = min(self.size, max(1, len(batch) // 2))
        return None

    def __call__(self, encode: Callable[[T], FloatArray], batch: T) -> FloatArray:
        """Rows of a batch.

        Raises:
            MediaevalError: not even one item fits.
        """
        parts: list[FloatArray] = []
        at = 0
        while at < len(batch):
            part: Any = batch[at : at + self.size]
            if (rows := self.attempt(encode, part)) is not None:
                parts.append(rows)
                at += len(part)
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

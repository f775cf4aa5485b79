from __future__ import annotations

import numpy as np
import pytest

from mediaeval.encoding.outofmemory import Halving, is_out_of_memory
from mediaeval.errors import MediaevalError


class OutOfMemoryError(RuntimeError):
    """As torch calls its own."""


class Limited:
    """Squares numbers, so many at once."""

    def __init__(self, limit: int, error: type[Exception] = MemoryError, message: str = "") -> None:
        self.limit, self.error, self.message, self.sizes = limit, error, message, []

    def __call__(self, batch: np.ndarray) -> np.ndarray:
        self.sizes.append(len(batch))
        if len(batch) > self.limit:
            raise self.error(self.message)
        return batch[:, None] ** 2


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError, ""),
        (OutOfMemoryError, "CUDA out of memory. Tried to allocate 20.00 MiB"),
        (RuntimeError, "MPS backend out of memory (MPS allocated: 8.00 GB)"),
        (RuntimeError, "[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory: you tried"),
    ],
)
def test_a_batch_that_does_not_fit_is_halved_until_it_does(error: type[Exception], message: str) -> None:
    encode, halving = Limited(5, error, message), Halving(32)
    batch = np.arange(32.0)
    assert np.array_equal(halving(encode, batch), batch[:, None] ** 2)
    assert halving.size == 4
    assert encode.sizes == [32, 16, 8] + [4] * 8
    halving(encode, batch)  # what was found holds
    assert encode.sizes[11:] == [4] * 8


def test_torch_says_so_in_a_way_that_is_understood() -> None:
    torch = pytest.importorskip("torch")
    assert is_out_of_memory(torch.OutOfMemoryError("CUDA out of memory"))
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 60, dtype=torch.uint8)
    assert is_out_of_memory(caught.value)


def test_any_other_error_is_not_taken_for_it() -> None:
    with pytest.raises(RuntimeError, match="shapes"):
        Halving(4)(Limited(1, RuntimeError, "shapes cannot be multiplied"), np.arange(4.0))


def test_an_item_that_does_not_fit_alone_is_an_error() -> None:
    with pytest.raises(MediaevalError, match="even with one item at a time"):
        Halving(4)(Limited(0), np.arange(4.0))

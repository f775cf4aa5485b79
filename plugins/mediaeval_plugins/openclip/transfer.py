"""Pixels to the device and rows back, while the device computes.

On CUDA a batch is staged in page-locked memory and copied on a stream of its own, so that the next one travels while
the last is computed; rows travel back as soon as they are there, behind nothing else. On other devices both are plain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["Transfer"]


class Transfer:
    """The way to and from one device.

    Args:
        device: where batches are computed.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._overlaps = device.type == "cuda"
        if self._overlaps:
            self._stream: Any = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]
            # Two stages: one is filled while the other is still being copied.
            self._stages: list[tuple[torch.Tensor | None, Any]] = [(None, torch.cuda.Event()) for _ in range(2)]  # type: ignore[no-untyped-call]

    def up(self, batch: NDArray[np.float32]) -> torch.Tensor:
        """A batch on the device; ``batch`` may be overwritten when this returns, but on a CPU, where it is shared."""
        pixels = torch.from_numpy(np.require(batch, np.float32, ["C", "W"]))
        if not self._overlaps:
            return pixels.to(self._device)
        stage, copied = self._stages.pop(0)
        copied.synchronize()  # of the batch before the last, which has long arrived
        if stage is None or stage.shape[0] < len(pixels) or stage.shape[1:] != pixels.shape[1:]:
            stage = torch.empty(pixels.shape, pin_memory=True)
        stage[: len(pixels)].copy_(pixels)
        with torch.cuda.stream(self._stream):
            there = stage[: len(pixels)].to(self._device, non_blocking=True)
            copied.record(self._stream)
        self._stages.append((stage, copied))
        current = torch.cuda.current_stream(self._device)
        current.wait_stream(self._stream)
        there.record_stream(current)  # or its memory could be given away while the tower still reads it
        return there

    def down(self, features: torch.Tensor) -> Callable[[], NDArray[np.float32]]:
        """Start the way back of ``(n, d)`` features; what is returned waits for them."""
        rows = features.float()
        if not self._overlaps:
            return lambda: rows.cpu().numpy()
        there = torch.empty(rows.shape, pin_memory=True)
        there.copy_(rows, non_blocking=True)
        arrived = torch.cuda.Event()  # type: ignore[no-untyped-call]
        arrived.record(torch.cuda.current_stream(self._device))

        def wait() -> NDArray[np.float32]:
            arrived.synchronize()
            array: NDArray[np.float32] = there.numpy()
            return array

        return wait

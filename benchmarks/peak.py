"""How fast a GPU multiplies large bfloat16 matrices, as a measure for the benchmarks of ranking; a module."""

from __future__ import annotations

import time

__all__ = ["share_of_peak"]

_SIDE, _PRODUCTS = 8192, 10


def share_of_peak(multiplications: float, seconds: float, device: str) -> str:
    """What so many multiplications would take in one large product, as a share of what they took; "" without a GPU."""
    import torch

    if not device.startswith("cuda"):
        return ""
    one, other = (torch.randn(_SIDE, _SIDE, device=device, dtype=torch.bfloat16) for _ in range(2))
    one @ other
    torch.cuda.synchronize()
    begin = time.perf_counter()
    for _ in range(_PRODUCTS):
        one @ other
    torch.cuda.synchronize()
    rate = _PRODUCTS * _SIDE**3 / (time.perf_counter() - begin)
    return f"; {multiplications / rate / seconds:.1%} of the peak of {2 * rate / 1e12:.0f} TFLOP/s"

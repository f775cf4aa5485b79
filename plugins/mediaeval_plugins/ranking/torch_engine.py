"""Products by torch: float32 or bfloat16, on the processor or on a GPU.

bfloat16 has 8 significant bits, and processors and GPUs that know it multiply two to sixteen times as many of its
numbers. The products rank well and prove nothing, so what they are off by is bounded. With ``m`` some vector near the
queries and ``o`` one near the images (their means; any choice is right, a good one makes the bound small), a score is

    q.x - b  =  q.o  +  [m.(x - o) - b]  +  (q - m).(x - o)

a number of the article, a number ``t`` of the image, and a product of vectors that have lost what all of them share:
the few large dimensions of CLIP's embeddings, among others. Of these ``p = q - m`` and ``y = x - o`` the rounded ``p'``
and ``y'`` are multiplied, with ``t`` as three further coordinates of 8 bits each, and

    |p.y - p'.y'|  =  |(p - p').y' + p.(y - y')|  <=  |p - p'| max|y'| + |p| max|y - y'|

by Cauchy and Schwarz, with the differences that rounding really made and maxima over the block. Sums run in float32 and
are off by at most ``rounding(d) (|p| max|y| + |m| max|y| + max|t|)`` (:meth:`mediaeval.InnerProduct.rounding`). The
result is rounded once more, to 8 bits: a relative error of ``2^-8``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from mediaeval import InnerProduct
from mediaeval_plugins.ranking.numpy_engine import block_shape
from mediaeval_plugins.ranking.search import LANES, Found
from mediaeval_plugins.ranking.torch_library import torch_library

if TYPE_CHECKING:
    import torch

__all__ = ["Precision", "TorchEngine", "full_precision"]

Precision = Literal["float32", "bfloat16"]

_SAMPLE = 4096
"""Images whose mean stands for the mean of all."""

_LIMBS = 3
"""Coordinates that carry a number of the image: 8 bits in each make the 24 of float32."""

_PIECE = 512
"""Images that are prepared at a time on the processor: they stay in its cache from the first step to the last."""

_GPU_PAIRS = 2**28
"""Pairs in a block on a GPU, at most, where memory allows: one launch, and one look for candidates, for so many."""


class TorchEngine:
    """Products by torch (:class:`.search.Engine`).

    Args:
        product: scores.
        memory: bytes that a block and its candidates may take; on a GPU a share of what is free there.
        precision: of the products.
        device: as torch names it.
    """

    def __init__(self, product: InnerProduct, memory: int, precision: Precision, device: str) -> None:
        torch = torch_library()
        self._product = product
        self._device = torch.device(device)
        self._type = getattr(torch, precision)
        self.relative = 2.0**-8 if precision == "bfloat16" else 0.0
        where = "the processor" if self._device.type == "cpu" else torch.cuda.get_device_name(self._device)
        self.name = f"{precision} products by torch on {where}"
        self._keep = memory
        if self._device.type == "cuda":
            free = torch.cuda.mem_get_info(self._device)[0]
            memory, self._keep = min(free // 4, 32 * _GPU_PAIRS), free // 2
        self.articles, self.images = block_shape(product, memory)
        self._middle = torch.from_numpy(product.images[:_SAMPLE].mean(axis=0, dtype=np.float64).astype(np.float32))
        self._common = torch.from_numpy(product.queries.mean(axis=0, dtype=np.float64).astype(np.float32))
        self._there = self._middle.to(self._device), self._common.to(self._device)
        self._bias = torch.from_numpy(product.bias.astype(np.float32)).to(self._device)
        self._prepared: dict[int, _Prepared] = {}
        sweeps = -(-len(product.queries) // self.articles)
        width = product.images.shape[1] + _LIMBS
        self._keeps = sweeps > 1 and len(product.images) * width * self._type.itemsize <= self._keep

    def take(self, rows: slice) -> NDArray[np.float64]:
        """The articles less what they share, rounded; ``q.o`` is their shift."""
        torch = torch_library()
        queries = torch.from_numpy(np.asarray(self._product.queries[rows], dtype=np.float64))
        apart = queries - self._common.double()
        rounded = apart.to(self._type)
        self._off = torch.linalg.vector_norm(apart - rounded.double(), dim=1).numpy()
        self._length = torch.linalg.vector_norm(apart, dim=1).numpy()
        ones = torch.ones(len(queries), _LIMBS, dtype=self._type)
        self._queries = torch.cat([rounded, ones], dim=1).to(self._device)
        return np.asarray((queries @ self._middle.double()).numpy())

    def multiply(self, images: slice) -> NDArray[np.float64]:
        """Into the block."""
        torch = torch_library()
        with torch.inference_mode():
            block = self._prepared.get(images.start) or self._prepare(images)
            if self._keeps:
                self._prepared[images.start] = block
            self._block = self._queries @ block.rows.T
        self._width = images.stop - images.start
        common = float(torch.linalg.vector_norm(self._common))
        rounding = self._product.rounding(self._queries.shape[1])
        longest = block.length + block.off
        summed = rounding * ((self._length + self._off + common) * longest + block.number)
        # The lengths are float32 sums themselves, and off by as much.
        return np.asarray((1 + rounding) * (self._off * longest + self._length * block.off) + summed)

    def highest(self, k: int) -> NDArray[np.float32]:
        """By torch's own selection."""
        top = self._block[:, : self._width].topk(k, dim=1, sorted=False).values
        return np.asarray(top.float().cpu().numpy())

    def above(self, floor: NDArray[np.float32]) -> Found:
        """By the maxima of groups of columns that lie apart, which compilers turn into whole vectors."""
        torch = torch_library()
        edge = torch.from_numpy(floor).to(self._device)
        groups = self._block.view(len(self._block), LANES, -1)
        row, group = (groups.amax(dim=1) >= edge[:, None]).nonzero(as_tuple=True)
        values = groups[row, :, group].float()
        hit, lane = (values >= edge[row][:, None]).nonzero(as_tuple=True)
        column = lane * groups.shape[2] + group[hit]
        real = column < self._width  # beyond the last image the block is filled up with zeros
        found = row[hit][real], column[real], values[hit, lane][real]
        rows, columns, estimates = (one.cpu().numpy() for one in found)
        return rows, columns, estimates

    def _prepare(self, images: slice) -> _Prepared:
        """A block of images less what they share, rounded, with their numbers; filled up to whole lanes."""
        torch = torch_library()
        count, width = images.stop - images.start, self._product.images.shape[1]
        rows = torch.zeros(-(-count // LANES) * LANES, width + _LIMBS, dtype=self._type, device=self._device)
        block = _Prepared(rows)
        middle, common = self._there
        step = _PIECE if self._device.type == "cpu" else count
        for start in range(0, count, step):
            here = slice(start, min(start + step, count))
            there = slice(images.start + here.start, images.start + here.stop)
            apart = _tensor(self._product.images[there]).to(self._device) - middle
            rows[here, :width] = apart
            number = apart @ common - self._bias[there]
            left = number
            for limb in range(_LIMBS):
                rows[here, width + limb] = left
                left = left - rows[here, width + limb].float()
            block.length = max(block.length, float(torch.linalg.vector_norm(apart, dim=1).max()))
            block.off = max(block.off, float(torch.linalg.vector_norm(apart - rows[here, :width], dim=1).max()))
            block.number = max(block.number, float(number.abs().max()), float(self._bias[there].abs().max()))
        return block


def _tensor(rows: NDArray[np.float32]) -> torch.Tensor:
    """The same memory; a copy of what must not be written, which torch does not take."""
    found: torch.Tensor = torch_library().from_numpy(rows if rows.flags.writeable else rows.copy())
    return found


class _Prepared:
    """A block of images.

    Attributes:
        rows: ``(w, d + 3)``, rounded.
        length: of the longest before that.
        off: the most that rounding moved one.
        number: the largest of their numbers.
    """

    def __init__(self, rows: torch.Tensor) -> None:
        self.rows = rows
        self.length = self.off = self.number = 0.0


@contextlib.contextmanager
def full_precision() -> Iterator[None]:
    """Products as precise as their type: no TF32 and no bfloat16 for float32, no sums in bfloat16."""
    torch = torch_library()
    backend: Any = torch.backends.cuda.matmul
    before = torch.get_float32_matmul_precision(), backend.allow_bf16_reduced_precision_reduction
    torch.set_float32_matmul_precision("highest")
    backend.allow_bf16_reduced_precision_reduction = False
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before[0])
        backend.allow_bf16_reduced_precision_reduction = before[1]

"""Float32 products by NumPy's BLAS: the path that every installation has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mediaeval import InnerProduct, in_threads
from mediaeval_plugins.ranking.search import LANES, Found

__all__ = ["NumpyEngine"]

_ROWS = 64
"""Rows of a block that one thread looks through at a time."""


class NumpyEngine:
    """Products in float32 (:class:`.search.Engine`); their error is that of a float32 sum.

    Args:
        product: scores.
        memory: bytes that a block and its candidates may take.
    """

    name = "float32 products by NumPy"
    relative = 0.0

    def __init__(self, product: InnerProduct, memory: int) -> None:
        self._product = product
        self.articles, self.images = block_shape(product, memory)
        self._memory = np.empty((self.articles, self.images), dtype=np.float32)
        self._bias = product.bias.astype(np.float32) if product.bias.any() else None

    def take(self, rows: slice) -> NDArray[np.float64]:
        """No shift: estimates are scores."""
        self._part = self._product.part(rows)
        self._queries = np.asarray(self._part.queries, dtype=np.float32)
        return np.zeros(len(self._queries))

    def multiply(self, images: slice) -> NDArray[np.float64]:
        """Into the block; columns beyond the last image are out of the question."""
        width = images.stop - images.start
        self._block = self._memory[: len(self._queries), : -(-width // LANES) * LANES]
        np.matmul(self._queries, self._product.images[images].T, out=self._block[:, :width])
        self._block[:, width:] = -np.inf
        if self._bias is not None:
            bias, block = self._bias[images], self._block[:, :width]
            in_threads(lambda rows: np.subtract(block[rows], bias, out=block[rows]), self._pieces())
        return self._part.float32_error(images)

    def highest(self, k: int) -> NDArray[np.float32]:
        """By partial sorting."""
        parts = in_threads(lambda rows: np.partition(self._block[rows], -k, axis=1)[:, -k:], self._pieces())
        return np.concatenate(parts)

    def above(self, floor: NDArray[np.float32]) -> Found:
        """By the maxima of groups of columns that lie apart, which compilers turn into whole vectors."""
        found = in_threads(lambda rows: self._above(rows, floor[rows]), self._pieces())
        rows, columns, values = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return rows, columns, values

    def _above(self, piece: slice, floor: NDArray[np.float32]) -> Found:
        block = self._block[piece]
        groups = block.reshape(len(block), LANES, -1)
        row, group = np.nonzero(groups.max(axis=1) >= floor[:, None])
        values = groups[row, :, group]
        hit, lane = np.nonzero(values >= floor[row][:, None])
        real = values[hit, lane] > -np.inf
        hit, lane = hit[real], lane[real]
        return row[hit] + piece.start, lane * groups.shape[2] + group[hit], values[hit, lane]

    def _pieces(self) -> list[slice]:
        count = len(self._queries)
        return [slice(start, min(start + _ROWS, count)) for start in range(0, count, _ROWS)]


def block_shape(product: InnerProduct, memory: int) -> tuple[int, int]:
    """Articles and images of a block.

    A pair takes up to 4 bytes as a score and, if everything ties, 28 as a candidate. Many articles, so that each block
    of images is read seldom; many images, so that the product is a large one.
    """
    pairs = max(LANES, memory // 32)
    articles = max(1, min(len(product.queries), 2048, pairs // LANES))
    images = min(max(LANES, pairs // articles // LANES * LANES), -(-len(product.images) // LANES) * LANES)
    return articles, images

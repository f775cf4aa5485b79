"""Cosines between titles and pictures, a strip of articles at a time, so that the full matrix never needs to exist.

Strips hold every image of the gallery. Where they begin and end depends on the sizes alone, never on the machine, so
that the same data give the same numbers. Pictures with equal embeddings share one column of the product: exact
duplicates tie exactly, whatever a matrix product does to its last bit.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["DENSE_BYTES", "STRIP_BYTES", "Similarity"]

STRIP_BYTES = 256 * 2**20
"""Bytes of one float64 strip over all views; the rows of a strip follow from it."""

DENSE_BYTES = 2 * 2**30
"""Bytes of the float64 scores of all articles over all views, at most, where a reviser needs them at once."""


class Similarity:
    """The cosines of ``V`` views of ``C`` titles with ``D`` pictures.

    Args:
        texts: ``(V, C, d)`` float32 rows of unit length.
        images: ``(D, d)`` float32 rows of unit length, in ascending order of image id.
        dense: whether all articles are one strip.
    """

    def __init__(self, texts: NDArray[np.float32], images: NDArray[np.float32], *, dense: bool = False) -> None:
        self._dense = dense
        images = np.ascontiguousarray(images, dtype=np.float32)
        whole = images.view(np.dtype((np.void, images.shape[1] * images.itemsize))).ravel()
        _, first, inverse = np.unique(whole, return_index=True, return_inverse=True)
        self._distinct = images[first]
        self._column: NDArray[np.intp] = inverse.ravel()
        self.images = len(images)
        self.texts = np.ascontiguousarray(texts, dtype=np.float32)

    @property
    def views(self) -> int:
        """Texts of each article."""
        return len(self.texts)

    @property
    def queries(self) -> int:
        """Articles."""
        return int(self.texts.shape[1])

    def over(self, texts: NDArray[np.float32]) -> Similarity:
        """The cosines of other titles with the same pictures.

        Args:
            texts: ``(V, C, d)`` float32 rows of unit length.
        """
        other = copy.copy(self)
        other.texts = np.ascontiguousarray(texts, dtype=np.float32)
        return other

    @property
    def rows(self) -> int:
        """Articles in one strip."""
        if self._dense:
            return self.queries
        return max(1, min(self.queries, STRIP_BYTES // (8 * max(1, self.views * self.images))))

    def slices(self) -> Iterator[slice]:
        """The articles of each strip."""
        for start in range(0, self.queries, self.rows):
            yield slice(start, min(start + self.rows, self.queries))

    def strip(self, rows: slice) -> NDArray[np.float32]:
        """``(V, q, D)`` float32 cosines of the articles in ``rows``."""
        return np.stack([(view[rows] @ self._distinct.T)[:, self._column] for view in self.texts])

    def exact(self, rows: slice, wanted: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The strip in float64, with the ``wanted`` columns computed in float64 and the others taken from float32.

        Args:
            rows: the articles.
            wanted: ``(D,)``, the columns whose order is being decided.
        """
        strip = self.strip(rows).astype(np.float64)
        distinct: NDArray[Any] = np.zeros(len(self._distinct), dtype=bool)
        distinct[self._column[wanted]] = True
        columns = distinct[self._column]  # a duplicate of a wanted picture is wanted too: the two must tie
        position = np.cumsum(distinct) - 1
        pictures = self._distinct[distinct].astype(np.float64)
        for view, out in zip(self.texts, strip, strict=True):
            fresh = view[rows].astype(np.float64) @ pictures.T
            out[:, columns] = fresh[:, position[self._column[columns]]]
        return strip

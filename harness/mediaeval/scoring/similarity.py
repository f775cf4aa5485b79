"""Cosines between titles and pictures, a strip of articles at a time, so that the full matrix never needs to exist.

Strips hold every image of the gallery. Where they begin and end depends on the sizes alone, never on the machine, so
that the same data give the same numbers. Of pictures with equal embeddings one column is computed and the others are
copies of it: exact duplicates tie exactly, whatever a matrix product does to its last bit.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from mediaeval.scoring.duplicates import first_equals

__all__ = ["DENSE_BYTES", "STRIP_BYTES", "Similarity"]

STRIP_BYTES = 256 * 2**20
"""The memory budget: bytes of one float64 strip over all views, or of the blocks and candidates of a ranker.

The sizes of strips and blocks follow from it and from the sizes of the data."""

DENSE_BYTES = 2 * 2**30
"""Bytes of the float64 scores of all articles over all views, at most, where a reviser needs them at once."""

_TILE_ROWS = 2048
"""Articles of a tile, at most; fewer than some hundred rows cost a matrix product a fifth of its speed."""


class Similarity:
    """The cosines of ``V`` views of ``C`` titles with ``D`` pictures.

    Args:
        texts: ``(V, C, d)`` float32 rows of unit length.
        images: ``(D, d)`` float32 rows of unit length, in ascending order of image id.
        dense: whether all articles are one strip.
    """

    def __init__(self, texts: NDArray[np.float32], images: NDArray[np.float32], *, dense: bool = False) -> None:
        self._dense = dense
        self.pictures = np.ascontiguousarray(images, dtype=np.float32)
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

    @functools.cached_property
    def _original(self) -> NDArray[np.intp]:
        """``(D,)``: the first picture with the same embedding."""
        return first_equals(self.pictures)

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
        strip = np.empty((self.views, rows.stop - rows.start, self.images), dtype=np.float32)
        copies = np.flatnonzero(self._original != np.arange(self.images))
        for view, out in zip(self.texts, strip, strict=True):
            np.matmul(view[rows], self.pictures.T, out=out)
            if len(copies):
                out[:, copies] = out[:, self._original[copies]]
        return strip

    def tiles(self, views: Sequence[int]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        """Some columns, ``(w,)``, and the cosines of some articles in one view with them, ``(q, w)``.

        A tile has more rows than a strip, which makes its product faster. Equal pictures are in one tile.
        """
        originals = np.unique(self._original)
        height, width = self.tile_shape
        for start in range(0, len(originals), width):
            some = originals[start : start + width]
            columns = np.flatnonzero((self._original >= some[0]) & (self._original <= some[-1]))
            position = np.searchsorted(some, self._original[columns])
            run = some[-1] + 1 - some[0] == len(some)
            pictures = self.pictures[some[0] : some[-1] + 1] if run else self.pictures[some]
            for view in views:
                for row in range(0, self.queries, height):
                    tile = self.texts[view][row : row + height] @ pictures.T
                    yield columns, tile if len(columns) == len(some) else tile[:, position]

    @property
    def tile_shape(self) -> tuple[int, int]:
        """Articles and pictures of a tile, which takes an eighth of a strip's bytes."""
        height = max(1, min(self.queries, _TILE_ROWS))
        return height, max(1, STRIP_BYTES // (32 * height))

    def exact(self, rows: slice, wanted: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The strip in float64, with the ``wanted`` columns computed in float64 and the others taken from float32.

        Args:
            rows: the articles.
            wanted: ``(D,)``, the columns whose order is being decided.
        """
        strip = self.strip(rows).astype(np.float64)
        originals = np.unique(self._original[wanted])
        columns = np.flatnonzero(np.isin(self._original, originals))  # two duplicates must tie, if one is wanted
        position = np.searchsorted(originals, self._original[columns])
        pictures = self.pictures[originals].astype(np.float64)
        for view, out in zip(self.texts, strip, strict=True):
            out[:, columns] = (view[rows].astype(np.float64) @ pictures.T)[:, position]
        return strip

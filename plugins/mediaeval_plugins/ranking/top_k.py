"""The k best images of each article, with ties settled by one rule."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from annotated_types import Ge
from numpy.typing import NDArray

from mediaeval.roles import FloatArray


class TopK:
    """Partial selection, then a sort of what was selected: score descending, then image id ascending.

    Args:
        k: length of the lists; a gallery with fewer images gives lists of its own length.
    """

    def __init__(self, k: Annotated[int, Ge(1)] = 100) -> None:
        self.depth = k

    def rank(self, scores: FloatArray, depth: int) -> NDArray[np.intp]:
        """``(q, D)`` scores to ``(q, min(depth, D))`` columns, best first."""
        depth = min(depth, scores.shape[1])
        chosen = np.argpartition(-scores, depth - 1, axis=1)[:, :depth]
        chosen.sort(axis=1)
        values = np.take_along_axis(scores, chosen, axis=1)
        # A selection may keep any of the images that tie at its edge; those rows are sorted whole.
        edge = values.min(axis=1, keepdims=True)
        torn = np.flatnonzero((scores >= edge).sum(axis=1) > depth)
        order = np.argsort(-values, axis=1, kind="stable")
        ranked = np.take_along_axis(chosen, order, axis=1)
        for row in torn:
            ranked[row] = np.argsort(-scores[row], kind="stable")[:depth]
        return ranked

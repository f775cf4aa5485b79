"""The k best images of each article, with ties settled by one rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import numpy as np
from annotated_types import Ge
from numpy.typing import NDArray

from mediaeval import InnerProduct, Shortlist
from mediaeval.roles import FloatArray


class TopK:
    """The images with the highest scores: score descending, then image id ascending.

    Scores that are an inner product are searched without being made (:mod:`.search`); which library multiplies, and in
    which precision, decides how long that takes and nothing else.

    Args:
        k: length of the lists; a gallery with fewer images gives lists of its own length.
        path: ``numpy``, ``torch-float32`` or ``torch-bfloat16``; ``auto`` measures once which is fastest here.
        device: of torch: ``auto`` (CUDA, else the CPU), ``cpu``, ``cuda`` or ``cuda:N``.
    """

    inner_products_only = False

    def __init__(
        self,
        k: Annotated[int, Ge(1)] = 100,
        path: Literal["auto", "numpy", "torch-float32", "torch-bfloat16"] = "auto",
        device: str = "auto",
    ) -> None:
        self.depth = k
        self.path = path
        self.device = device

    def fingerprint(self) -> Mapping[str, Any]:
        """The length alone decides the lists."""
        return {"k": self.depth}

    def shortlists(self, product: InnerProduct, depth: int, memory: int) -> Iterator[Shortlist]:
        """By one sweep over the images for some thousand articles at a time."""
        from mediaeval_plugins.ranking import paths

        path = paths.choose(product, depth, memory, self.device) if self.path == "auto" else self.path
        yield from paths.run(path, product, depth, memory, self.device)

    def rank(self, scores: FloatArray, depth: int) -> NDArray[np.intp]:
        """``(q, D)`` scores to ``(q, min(depth, D))`` columns: partial selection, then a sort of what was selected."""
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

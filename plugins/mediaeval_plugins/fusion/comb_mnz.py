"""CombMNZ: the sum of scores, times the number of lists that hold the image."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from annotated_types import Ge

from mediaeval import Domain
from mediaeval.roles import FloatArray
from mediaeval_plugins.fusion.normalised import min_max
from mediaeval_plugins.fusion.ranks import mean_ranks


class CombMNZ:
    """``n sum_v s_v`` over lists cut at a depth, each min-max normalised, ``n`` being how many of them hold the image.

    Over uncut lists ``n`` is the same for all images, and this is the min-max normalised sum.

    Source: Fox and Shaw, "Combination of Multiple Searches" (TREC-2, 1994); Lee, "Analyses of Multiple Evidence
    Combination" (SIGIR 1997).

    Args:
        depth: length of the lists that are fused.
    """

    accepts = tuple(Domain)
    produces = Domain.SCORE
    scale_free = True

    def __init__(self, depth: Annotated[int, Ge(1)] = 100) -> None:
        self.depth = depth

    def aggregate(self, scores: FloatArray, domain: Domain) -> FloatArray:  # noqa: ARG002 - any scale will do
        """``(V, q, D)`` to ``(q, D)``."""
        listed = (mean_ranks(scores) <= self.depth) & ~np.isneginf(scores)
        total = np.sort(min_max(scores, listed), axis=0).sum(axis=0)
        return np.asarray(total * listed.sum(axis=0), dtype=scores.dtype)

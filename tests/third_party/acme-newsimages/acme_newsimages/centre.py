"""Mean-centred images."""

from typing import Annotated

import numpy as np
from annotated_types import Ge

from mediaeval import Domain


class Centre:
    """Subtracts from every image its mean score over the articles.

    Args:
        weight: how much of the mean is subtracted.
    """

    accepts = (Domain.COSINE,)
    produces = Domain.COSINE

    def __init__(self, weight: Annotated[float, Ge(0)] = 1.0):
        self.weight = weight

    def fit(self, bank):
        """``(D,)``: the means, from one pass."""
        return sum(strip.sum(axis=0, dtype=np.float64) for strip in bank) / bank.queries

    def apply(self, scores, state):
        """``(q, D)`` to ``(q, D)``."""
        return scores - (self.weight * state).astype(scores.dtype)

"""The family: cosines less a share of what their column says, ``z_ij - weight * h_j``.

Within a row nearly every published correction of hubness is this, with its own ``h``:

    none              weight 0
    dual softmax      weight 1/2, h = soft mean at temperature T
    inverted softmax  weight 1,   h = soft mean at temperature T
    mean centring     weight .25, h = mean                         (the soft mean at T = infinity)
    CSLS              weight 1/2, h = mean of the k highest
    NNN               weight .75, h = mean of the k highest
    Sinkhorn          weight 1,   h = a fixed point, found in several passes

Terms that are constant within a row, and common factors, are left out: they reorder no row, and what remains is in
units of cosines, which two titles share. ``docs/method.md`` has the algebra.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from mediaeval import Assumption, Bank, Domain
from mediaeval.roles import FloatArray

__all__ = ["ColumnBias"]


class ColumnBias(ABC):
    """One member of the family; a subclass says ``h``.

    A bank of a single article knows nothing about images that the article does not know itself: it gives no
    correction. At full weight it would make every score of that article equal.

    Args:
        weight: the share of ``h`` that is subtracted.
    """

    accepts: tuple[Domain, ...] = (Domain.COSINE,)
    produces: Domain | None = None
    assumes: tuple[Assumption, ...] = (Assumption.TRANSDUCTIVE,)

    def __init__(self, weight: float) -> None:
        self.weight = weight

    @abstractmethod
    def column_term(self, bank: Bank) -> NDArray[np.float64]:
        """``(D,)``: ``h``, in the units of the scores."""

    def fit(self, bank: Bank) -> NDArray[np.float64]:
        """``(D,)``: what is subtracted from each image's scores."""
        if bank.queries == 1:
            return np.zeros(bank.images)
        return self.weight * self.column_term(bank)

    def column_bias(self, state: NDArray[np.float64]) -> NDArray[np.float64]:
        """``(D,)``: what :meth:`apply` subtracts."""
        return state

    def apply(self, scores: FloatArray, state: NDArray[np.float64]) -> FloatArray:
        """``(q, D)`` scores, less the state."""
        return np.asarray(scores - state.astype(scores.dtype))

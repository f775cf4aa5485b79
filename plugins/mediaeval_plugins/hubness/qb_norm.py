"""Querybank normalisation with the dynamic inverted softmax."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Ge
from numpy.typing import NDArray

from mediaeval import Assumption, Bank, Domain
from mediaeval.roles import FloatArray
from mediaeval_plugins.hubness.column_terms import Temperature, soft_mean


@dataclass(frozen=True)
class _Hubs:
    """``(D,)`` soft means, and which of the ``D`` images are hubs of the bank."""

    term: NDArray[np.float64]
    active: NDArray[np.bool_]


class QBNorm:
    """The inverted softmax, for those articles alone whose best image is a hub of the bank.

    The activation set ``A`` holds every image that is among the ``k`` best of some article of the bank. An article
    whose best image lies in ``A`` is ranked by the inverted softmax, any other by its cosines::

        z_ij - T log(1/B sum_b exp(z_bj / T))    if argmax_l z_il in A,    else    z_ij

    Source: Bogolin, Croitoru, Jin, Liu and Albanie, "Cross Modal Retrieval with Querybank Normalisation" (CVPR 2022,
    arXiv 2112.12777): an inverse temperature of 20 and ``k = 1``, with a bank of training titles.

    It assumes a bank apart from the test set: where the bank is the test set, every article's best image is in ``A``,
    and this is the inverted softmax.

    Args:
        temperature: in cosine units.
        k: how many of an article's best images are activated.
    """

    accepts = (Domain.COSINE,)
    produces = None
    assumes = (Assumption.TRANSDUCTIVE,)

    def __init__(self, temperature: Temperature = 0.05, k: Annotated[int, Ge(1)] = 1) -> None:
        self.temperature = temperature
        self.k = k

    def fit(self, bank: Bank) -> _Hubs:
        """The soft means and the activation set; two passes. One article alone activates nothing."""
        active = np.zeros(bank.images, dtype=bool)
        if bank.queries == 1:
            return _Hubs(np.zeros(bank.images), active)
        place = max(0, bank.images - self.k)
        for strip in bank:
            edge = np.partition(strip, place, axis=1)[:, place : place + 1]
            active |= (strip >= edge).any(axis=0)  # images that tie at the edge are all activated
        return _Hubs(soft_mean(bank, self.temperature), active)

    def apply(self, scores: FloatArray, state: _Hubs) -> FloatArray:
        """``(q, D)`` scores; the rows whose best image is a hub are corrected."""
        rows = state.active[scores.argmax(axis=1)][:, None]
        return np.where(rows, scores - state.term.astype(scores.dtype), scores)

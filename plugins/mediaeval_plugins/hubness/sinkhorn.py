"""Sinkhorn: every image wanted equally often."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from annotated_types import Ge, Gt
from numpy.typing import NDArray

from mediaeval import Assumption, Bank
from mediaeval_plugins.hubness.column_bias import ColumnBias
from mediaeval_plugins.hubness.column_terms import Temperature
from mediaeval_plugins.hubness.log_sum_exp import column_log_sum_exp, row_log_sum_exp


class Sinkhorn(ColumnBias):
    """The plan of entropic optimal transport between articles and images, both with equal weights.

    With cosines ``z`` of a bank and temperature ``T``, row and column potentials take turns until the plan
    ``exp(z_ij / T + f_i + g_j)`` has equal rows and equal columns::

        f_i = -log sum_j exp(z_ij / T + g_j)
        g_j = -log sum_i exp(z_ij / T + f_i)

    and an article, of the bank or not, is ranked by ``z_ij + T g_j``. A round costs one pass over the bank: a strip is
    as wide as the gallery, so that its ``f`` is known when its share of ``g`` is added up.

    Source: Yakovlev and others, "Sinkhorn Transformations for Single-Query Postprocessing in Text-Video Retrieval"
    (SIGIR 2023, arXiv 2311.08143), and DBSN (arXiv 2508.02538), which solves the same problem with POT; the
    temperature and the number of rounds are theirs.

    It assumes that each image belongs to as many articles as any other, which holds where every image has one article
    and every article one image; images without an article (a gallery with distractors) weaken it.

    Args:
        temperature: in cosine units.
        iterations: rounds at most.
        tolerance: stop when no column is off its weight by more than this share.
    """

    assumes = (Assumption.TRANSDUCTIVE, Assumption.ONE_TO_ONE)

    def __init__(
        self,
        temperature: Temperature = 0.01,
        iterations: Annotated[int, Ge(1)] = 100,
        tolerance: Annotated[float, Gt(0)] = 1e-3,
    ) -> None:
        super().__init__(1.0)
        self.temperature = temperature
        self.iterations = iterations
        self.tolerance = tolerance

    def column_term(self, bank: Bank) -> NDArray[np.float64]:
        """``-T g``; as many passes as it takes."""
        potential = np.zeros(bank.images)
        for _ in range(self.iterations):
            new = self._round(bank, potential)
            off = np.abs(new - potential).max()  # exp(old - new) is what a column weighed before this round
            potential = new
            if off <= self.tolerance:
                break
        return -self.temperature * potential

    def _round(self, bank: Bank, potential: NDArray[np.float64]) -> NDArray[np.float64]:
        """``g`` after one round from ``g``, shifted to a mean of 0: what rows and columns sum to is one constant."""
        scaled = (strip / self.temperature for strip in bank)
        column = column_log_sum_exp(strip - row_log_sum_exp(strip + potential.astype(strip.dtype)) for strip in scaled)
        return np.asarray(column.mean() - column)

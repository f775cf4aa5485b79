"""Dual softmax: an image is believed when the article prefers it and it prefers the article."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mediaeval import Assumption, Bank, Domain
from mediaeval.roles import FloatArray
from mediaeval_plugins.hubness.column_terms import Temperature
from mediaeval_plugins.hubness.log_sum_exp import column_log_sum_exp, row_log_sum_exp


class DualSoftmax:
    """The product of the softmax over articles and the softmax over images, in the log domain.

    With cosines ``z`` of ``C`` articles and ``D`` images and temperature ``T``::

        log Z*_ij = 2 z_ij / T - log sum_l exp(z_il / T) - log sum_k exp(z_kj / T)

    Source: section 3.4 of Leventakis, Galanopoulos and Mezaris, "Cross-modal Networks, Fine-Tuning, Data Augmentation
    and Dual Softmax Operation for MediaEval NewsImages 2023" (CEUR Vol-3658, paper 12), which prints both softmaxes as
    dim 0: one runs over articles, the other over images. The authors' public code has no temperature: ``T = 1``.

    Within a row it ranks as ``z_ij`` less half the soft mean of the column (:mod:`.column_bias`); the row's term only
    halves the weight, and keeps several views comparable. The second sum runs over every article of the bank.

    Args:
        temperature: in cosine units; 1 as in the paper, around 0.01 for the scaled logits of CLIP.
    """

    accepts = (Domain.COSINE,)
    produces = Domain.LOG_PROBABILITY
    assumes = (Assumption.TRANSDUCTIVE,)

    def __init__(self, temperature: Temperature = 1.0) -> None:
        self.temperature = temperature

    def fit(self, bank: Bank) -> NDArray[np.float64]:
        """``(D,)``: for each image, the logarithm of its sum over the bank's articles; one pass."""
        return column_log_sum_exp(bank, self.temperature)

    def column_bias(self, state: NDArray[np.float64]) -> NDArray[np.float64]:
        """``(D,)``: half of the column's term in cosine units, ``T/2 log sum_k exp(z_kj / T)``, less its mean.

        The mean reorders nothing; without it scores stay near the cosines that they correct.
        """
        return np.asarray((state - state.mean()) * (self.temperature / 2))

    def apply(self, scores: FloatArray, state: NDArray[np.float64]) -> FloatArray:
        """``(q, D)`` cosines to log-probabilities."""
        scaled = scores / self.temperature
        return np.asarray(2 * scaled - row_log_sum_exp(scaled) - state.astype(scores.dtype), dtype=scores.dtype)


class ScaledDualSoftmax(DualSoftmax):
    """Dual softmax on CLIP's scaled logits: a temperature of .01, the inverse of its ``logit_scale``.

    Source: what video retrieval uses at inference (CAMoE, TS2-Net, EMCL-Net: 100 times the cosine).

    Args:
        temperature: in cosine units.
    """

    def __init__(self, temperature: Temperature = 0.01) -> None:
        super().__init__(temperature)

"""The dual softmax loss's revision: cosines times the softmax over articles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mediaeval import Assumption, Bank, Domain
from mediaeval.roles import FloatArray
from mediaeval_plugins.hubness.column_terms import Temperature
from mediaeval_plugins.hubness.log_sum_exp import column_log_sum_exp

_FLOOR = 1e-12


class DSL:
    """Cosines times the softmax over articles, as a logarithm.

    With cosines ``z`` and a bank of articles ``b``::

        log(z_ij) + z_ij / T - log sum_b exp(z_bj / T)

    This is what video retrieval calls dual softmax. It is not the paper's product: it has the prior over articles
    alone, and multiplies it with the cosine itself. Cosines of 0 and less count as 1e-12, since their products have no
    logarithm.

    Source: Cheng, Lin, Wu, Yang and Shen, "Improving Video-Text Retrieval by Multi-Stream Corpus Alignment and Dual
    Softmax Loss" (CAMoE, arXiv 2109.04290), as public code applies it at inference (TS2-Net, ``metrics.py``): there on
    100 times the cosine, which is the default temperature.

    It assumes what the inverted softmax does.

    Args:
        temperature: in cosine units.
    """

    accepts = (Domain.COSINE,)
    produces = Domain.LOG_PROBABILITY
    assumes = (Assumption.TRANSDUCTIVE,)

    def __init__(self, temperature: Temperature = 0.01) -> None:
        self.temperature = temperature

    def fit(self, bank: Bank) -> NDArray[np.float64]:
        """``(D,)``: for each image, the logarithm of its sum over the bank's articles; one pass."""
        return column_log_sum_exp(bank, self.temperature)

    def apply(self, scores: FloatArray, state: NDArray[np.float64]) -> FloatArray:
        """``(q, D)`` cosines to logarithms of products."""
        return np.asarray(
            np.log(np.maximum(scores, _FLOOR)) + (scores / self.temperature - state.astype(scores.dtype)),
            dtype=scores.dtype,
        )

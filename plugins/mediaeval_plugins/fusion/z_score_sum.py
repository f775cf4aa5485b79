"""The sum of z-scores."""

from __future__ import annotations

import numpy as np

from mediaeval import Domain
from mediaeval.roles import FloatArray
from mediaeval_plugins.fusion.normalised import z_scores
from mediaeval_plugins.fusion.weights import Weight, shares


class ZScoreSum:
    """``sum_v w_v (s_v - mean) / sd`` with the mean and standard deviation of the article's own row: CombSUM, z-scores.

    For encoders whose scores have different scales: without it the one with the wider spread decides. Log-probabilities
    are standardised as they stand.

    Source: Fox and Shaw, "Combination of Multiple Searches" (TREC-2, 1994), with the normalisation of Renda and
    Straccia, "Web Metasearch: Rank vs. Score Based Rank Aggregation Methods" (2003).

    Args:
        weights: of each view or encoder in turn, relative to each other; the last counts for all after it. Without
            any, all are equal.
    """

    accepts = (Domain.COSINE, Domain.LOG_PROBABILITY, Domain.SCORE)
    produces = Domain.SCORE
    scale_free = True

    def __init__(self, weights: list[Weight] | None = None) -> None:
        self.weights = weights

    def aggregate(self, scores: FloatArray, domain: Domain) -> FloatArray:  # noqa: ARG002 - any scale will do
        """``(V, q, D)`` to ``(q, D)``."""
        return np.asarray((shares(self.weights, len(scores)) * z_scores(scores)).sum(axis=0), dtype=scores.dtype)

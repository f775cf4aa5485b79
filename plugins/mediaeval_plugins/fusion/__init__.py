"""Aggregators: one score of several views, encoders or runs."""

from __future__ import annotations

from collections.abc import Iterator

from mediaeval import Aggregator, hookimpl


@hookimpl
def mediaeval_aggregators() -> Iterator[Aggregator]:
    """The aggregators of this family."""
    for name, target, summary in (
        ("mean-pool", "mean_pool:MeanPool", "the mean over a title and its paraphrases"),
        ("weighted-mean", "weighted_mean:WeightedMean", "the mean with a weight for each view"),
        ("max", "maximum:Maximum", "the best view decides"),
        ("min", "minimum:Minimum", "the worst view decides"),
        ("geometric-mean", "geometric_mean:GeometricMean", "the geometric mean"),
        ("z-score-sum", "z_score_sum:ZScoreSum", "scores of different scales, standardised and added"),
        ("min-max-sum", "min_max_sum:MinMaxSum", "scores of different scales, moved to 0 to 1 and added"),
        ("rrf", "rrf:ReciprocalRankFusion", "reciprocal rank fusion: the order of each list alone"),
        ("comb-mnz", "comb_mnz:CombMNZ", "normalised scores added, times how many lists hold the image"),
    ):
        yield Aggregator(name, f"mediaeval_plugins.fusion.{target}", summary=summary)

"""Aggregators: one score of several views."""

from __future__ import annotations

from collections.abc import Iterator

from mediaeval import Aggregator, hookimpl


@hookimpl
def mediaeval_aggregators() -> Iterator[Aggregator]:
    """The aggregators of this family."""
    yield Aggregator(
        "mean-pool", "mediaeval_plugins.fusion.mean_pool:MeanPool", summary="the mean over a title and its paraphrases"
    )

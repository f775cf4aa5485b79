"""Rankers: ranked lists of scores."""

from __future__ import annotations

from collections.abc import Iterator

from mediaeval import Ranker, hookimpl


@hookimpl
def mediaeval_rankers() -> Iterator[Ranker]:
    """The rankers of this family."""
    yield Ranker("top-k", "mediaeval_plugins.ranking.top_k:TopK", summary="the k best images of each article")
    yield Ranker(
        "faiss", "mediaeval_plugins.ranking.faiss_flat:FaissFlat", summary="the same lists of inner products, by FAISS"
    )

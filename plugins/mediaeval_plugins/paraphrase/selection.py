"""Which candidates become views of a title."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mediaeval_plugins.paraphrase.filters import Pair, first_refusal, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediaeval_plugins.paraphrase.seq2seq import Candidate

__all__ = ["select"]


def select(title: str, candidates: Sequence[Candidate], *, prefix: str, views: int) -> tuple[list[str], Counter[str]]:
    """Keep the first candidates, in the order of the search, that no filter refuses.

    Args:
        title: the original.
        candidates: best first.
        prefix: what stood before the title in the prompt.
        views: how many to keep at most.

    Returns:
        The texts kept, no two alike, and what became of every candidate: ``used``, ``spare`` (good, but not needed) or
        ``rejected_…`` with the reason. The counts add up to the number of candidates.
    """
    kept: list[str] = []
    outcomes: Counter[str] = Counter()
    for candidate in candidates:
        refusal = _refusal(title, candidate, prefix, kept)
        if refusal is not None:
            outcomes[f"rejected_{refusal}"] += 1
        elif len(kept) < views:
            kept.append(candidate.text)
            outcomes["used"] += 1
        else:
            outcomes["spare"] += 1
    return kept, outcomes


def _refusal(title: str, candidate: Candidate, prefix: str, kept: Sequence[str]) -> str | None:
    refusal = first_refusal(Pair(title, candidate.text, prefix))
    if refusal is None and not candidate.finished:
        return "unfinished"
    if refusal is None and normalise(candidate.text) in {normalise(text) for text in kept}:
        return "duplicate"
    return refusal

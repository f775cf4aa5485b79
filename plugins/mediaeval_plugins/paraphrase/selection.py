"""Which candidates become views of a title."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mediaeval_plugins.paraphrase.filters import FILTERS, Filter, Pair, first_refusal, normalise

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from mediaeval_plugins.paraphrase.decoding import Candidate

__all__ = ["Near", "select"]

Near = Callable[[list[tuple[str, str]]], Sequence[bool]]
"""Says of pairs of a title and a candidate which are near enough."""


def select(
    candidates: Mapping[str, Sequence[Candidate]],
    *,
    views: int,
    prefix: str = "",
    filters: Mapping[str, Filter] = FILTERS,
    near: Near | None = None,
) -> tuple[dict[str, list[str]], Counter[str]]:
    """Keep for each title the first candidates, in the order of the search, that nothing refuses.

    Args:
        candidates: of each title, best first.
        views: how many to keep at most.
        prefix: what stood before the title in the prompt.
        filters: by name, in the order in which they are asked.
        near: says of pairs of a title and a candidate which are near enough; asked last, in one call for all titles and
            each next candidate, so that a candidate that is not needed is not looked at. None: all are.

    Returns:
        The texts kept for each title, no two alike, and what became of every candidate: ``used``, ``spare`` (good, but
        not needed) or ``rejected_…`` with the reason. The counts add up to the number of candidates.
    """
    outcomes: Counter[str] = Counter()
    kept: dict[str, list[str]] = {title: [] for title in candidates}
    choices = {
        title: _choose(title, found, kept[title], views=views, prefix=prefix, filters=filters, outcomes=outcomes)
        for title, found in candidates.items()
    }
    asked = {title: text for title, choice in choices.items() if (text := next(choice, None)) is not None}
    while asked:
        pairs = list(asked.items())
        answers = [True] * len(pairs) if near is None else near(pairs)
        asked = {}
        for (title, _), answer in zip(pairs, answers, strict=True):
            with contextlib.suppress(StopIteration):  # no further candidate
                asked[title] = choices[title].send(bool(answer))
    return kept, outcomes


def _choose(
    title: str,
    candidates: Sequence[Candidate],
    kept: list[str],
    *,
    views: int,
    prefix: str,
    filters: Mapping[str, Filter],
    outcomes: Counter[str],
) -> Generator[str, bool, None]:
    """Fill ``kept`` for one title; yields each text that is good so far and is sent whether it is near enough."""
    for candidate in candidates:
        refusal = _refusal(Pair(title, candidate.text, prefix), candidate, kept, filters)
        if refusal is not None:
            outcomes[f"rejected_{refusal}"] += 1
        elif len(kept) == views:
            outcomes["spare"] += 1
        elif (yield candidate.text):
            kept.append(candidate.text)
            outcomes["used"] += 1
        else:
            outcomes["rejected_drift"] += 1


def _refusal(pair: Pair, candidate: Candidate, kept: Sequence[str], filters: Mapping[str, Filter]) -> str | None:
    refusal = first_refusal(pair, filters)
    if refusal is None and not candidate.finished:
        return "unfinished"
    if refusal is None and normalise(candidate.text) in {normalise(text) for text in kept}:
        return "duplicate"
    return refusal

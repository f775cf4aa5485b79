"""Articles that tell one story, and so are no independent witnesses for a run.

News is syndicated: one event, one agency text, many headlines. A run that finds the picture of one of them finds the
others' more often than chance, and an interval that counts each article by itself is too narrow. Resampling whole
stories (:mod:`mediaeval.results.intervals`) sees that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mediaeval.grouping import joined
from mediaeval.overview.titles import NEAR_RULE, duplicate_groups, near_groups, normalised

__all__ = ["OVERLAP", "STORY_RULE", "overlapping", "story_groups", "story_numbers"]

OVERLAP = 0.6
"""Share of the words of two titles, all together, that both must have."""

STORY_RULE = (
    f"{NEAR_RULE}, or {OVERLAP:.0%} of all their words in common, or the same picture; "
    "what is one story with a third article is one story"
)
"""When two articles count as one story."""


def story_groups(titles: Mapping[str, str], pictures: Mapping[str, str] | None = None) -> list[list[str]]:
    """Articles by story (:data:`STORY_RULE`), every article in one group, in the order of ``titles``.

    Args:
        titles: article id to title; an empty title is like no other.
        pictures: article id to what its picture goes by, such as an image id or a digest of its pixels.
    """
    return joined(titles, _links(titles, pictures or {}))


def story_numbers(
    articles: Sequence[str], titles: Mapping[str, str], pictures: Mapping[str, str] | None = None
) -> NDArray[np.intp]:
    """``(C,)`` number of each article's story, counted from 0 in the order of ``articles``.

    Args:
        articles: ids; one without a title is a story by itself.
        titles: article id to title.
        pictures: as for :func:`story_groups`.
    """
    groups = story_groups({article: titles.get(article, "") for article in articles}, pictures)
    number = {article: place for place, group in enumerate(groups) for article in group}
    return np.array([number[article] for article in articles], dtype=np.intp)


def overlapping(titles: Mapping[str, str], share: float = OVERLAP) -> Iterator[tuple[str, str]]:
    """Pairs of articles whose titles have at least ``share`` of all their distinct words in common (Jaccard, 1912).

    Two sets that share so much share one of the first words of each, when words are sorted from the rarest on; only
    pairs that do are compared (prefix filtering: Bayardo, Ma and Srikant, WWW 2007).
    """
    words = {article: frozenset(normalised(title).split()) for article, title in titles.items()}
    often = Counter(word for own in words.values() for word in own)
    holders: dict[str, list[str]] = {}
    for article, own in words.items():
        rare_first = sorted(own, key=lambda word: (often[word], word))
        prefix = rare_first[: len(own) - _at_least(share, len(own)) + 1]
        for other in dict.fromkeys(other for word in prefix for other in holders.get(word, ())):
            both = len(own & words[other])
            if both >= share * (len(own) + len(words[other]) - both):
                yield other, article
        for word in prefix:
            holders.setdefault(word, []).append(article)


def _links(titles: Mapping[str, str], pictures: Mapping[str, str]) -> Iterator[Sequence[str]]:
    yield from duplicate_groups(titles)
    yield from near_groups(titles)
    yield from overlapping(titles)
    yield from _same((article, pictures[article]) for article in titles if article in pictures)


def _same(pairs: Iterable[tuple[str, str]]) -> Iterable[list[str]]:
    groups: dict[str, list[str]] = {}
    for article, value in pairs:
        groups.setdefault(value, []).append(article)
    return groups.values()


def _at_least(share: float, size: int) -> int:
    """The smallest whole number that is no less than ``share * size``."""
    return max(1, int(np.ceil(share * size - 1e-9)))  # 0.6 * 5 is 3, and a little more in binary

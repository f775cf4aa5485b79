"""The articles of a split, parted: by the length of their titles, language, story, and labels of the user's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mediaeval.overview.languages import HINT, languages_of
from mediaeval.overview.titles import duplicate_groups
from mediaeval.report.labels import Labels
from mediaeval.results.stories import STORY_RULE, story_groups

__all__ = ["Slices", "by_duplicates", "by_label", "by_language", "by_length"]

_PARTS = 4
_SHOWN = 10  # slices of one kind
_RARE = 0.01  # share of the articles below which a language is more likely mistaken than spoken
_REST = "other"


@dataclass(frozen=True)
class Slices:
    """One way to part articles.

    Args:
        name: of the way.
        rule: what decides, in a sentence without its end.
        values: article id to the name of its slice; an article may be in none.
        order: the names, in the order they are shown.
    """

    name: str
    rule: str
    values: Mapping[str, str]
    order: Sequence[str]

    def articles(self, value: str) -> list[str]:
        """The articles of one slice."""
        return [article for article, own in self.values.items() if own == value]


def by_length(titles: Mapping[str, str]) -> Slices:
    """Four parts by words, as equal as whole numbers of words let them be."""
    words = {article: len(title.split()) for article, title in titles.items()}
    counts, parts = list(words.values()), np.arange(1, _PARTS) / _PARTS
    inner: list[int] = np.quantile(counts, parts, method="inverted_cdf").tolist() if counts else []
    tops = sorted({*inner, max(words.values(), default=0)})
    names, low = {}, min(words.values(), default=0)
    for top in tops:
        names[top] = f"{low} words" if low == top else f"{low} to {top} words"
        low = top + 1
    values = {article: names[next(top for top in tops if count <= top)] for article, count in words.items()}
    rule = "quarters of the articles, by the number of words"
    return Slices("Length of the title", rule, values, list(names.values()))


def by_language(titles: Mapping[str, str]) -> Slices | str:
    """By language, the most frequent first; why not, where nothing is installed that tells languages."""
    found = languages_of(list(titles.values()))
    if found is None:
        return f"{HINT[0].upper()}{HINT[1:]}."
    values, order = _frequent(dict(zip(titles, found, strict=True)), least=_RARE * len(found))
    return Slices("Language of the title", "as py3langid tells it, which mistakes some single headlines", values, order)


def by_duplicates(titles: Mapping[str, str], pictures: Mapping[str, str]) -> Slices:
    """Articles whose title, or story, another one has, and articles that stand alone.

    Args:
        titles: article id to title.
        pictures: article id to the id of its picture, where that is known.
    """
    same, near, alone = "the title of another", "the story of another", "alone"
    filled = {article: title for article, title in titles.items() if title.strip()}
    values = dict.fromkeys(titles, alone)
    for group in story_groups(titles, pictures):
        if len(group) > 1:
            values |= dict.fromkeys(group, near)
    for group in duplicate_groups(filled):
        values |= dict.fromkeys(group, same)
    order = [value for value in (same, near, alone) if value in values.values()]
    return Slices("Duplicates", f"a story is {STORY_RULE}", values, order)


def by_label(labels: Labels, pictures: Mapping[str, str]) -> Slices:
    """By labels of articles, or of the pictures that belong to them.

    Args:
        labels: of the user's file.
        pictures: article id to the id of its picture.
    """
    if labels.subject == "article":
        values, order = _frequent(dict(labels.values))
        return Slices(f"Label: {labels.name}", "labels of articles, from your file", values, order)
    of_picture = {article: labels.values[image] for article, image in pictures.items() if image in labels.values}
    values, order = _frequent(of_picture)
    return Slices(f"Label: {labels.name}", "labels of the articles' right pictures, from your file", values, order)


def _frequent(values: dict[str, str], least: float = 0) -> tuple[dict[str, str], list[str]]:
    """The values with rare ones joined, and the names that are left, the most frequent first."""
    often = sorted(Counter(values.values()).items(), key=lambda item: (-item[1], item[0]))
    kept = [name for name, count in often if count >= least]
    if len(kept) == len(often) <= _SHOWN:
        return values, kept
    kept = kept[: _SHOWN - 1]
    return {key: value if value in kept else _REST for key, value in values.items()}, [*kept, _REST]

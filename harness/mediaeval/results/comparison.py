"""Two runs on the same articles: how far apart, how sure, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import DataError
from mediaeval.results.intervals import Interval, bootstrap_all
from mediaeval.results.metrics import COMPARED, OFFICIAL, Measure
from mediaeval.results.result import Result
from mediaeval.results.significance import holm, mcnemar, sign_flip
from mediaeval.results.stories import story_numbers

__all__ = ["Comparison", "Contrast", "Moved", "compare"]


@dataclass(frozen=True)
class Contrast:
    """One measure of two runs.

    Args:
        measure: what is compared.
        first: the first run's figure.
        second: the second run's.
        interval: of the difference, second minus first, by article.
        interval_by_story: the same, by story; None where no title is known.
        p_value: two-sided: sign flips for MRR, McNemar for Recall.
        corrected: after Holm over the measures of the comparison.
        better: articles where the second run's value is higher.
        worse: articles where it is lower.
    """

    measure: Measure
    first: float
    second: float
    interval: Interval
    interval_by_story: Interval | None
    p_value: float
    corrected: float
    better: int
    worse: int

    @property
    def difference(self) -> float:
        """Second minus first."""
        return self.second - self.first

    @property
    def test(self) -> str:
        """The name of the test."""
        return "McNemar" if self.measure.kind == "Recall" else "sign flips"

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON values, unrounded."""
        story = self.interval_by_story
        return {
            "measure": str(self.measure),
            "first": self.first,
            "second": self.second,
            "difference": self.difference,
            "interval": [self.interval.low, self.interval.high],
            "interval_by_story": [story.low, story.high] if story else None,
            "test": self.test,
            "p": self.p_value,
            "p_holm": self.corrected,
            "better": self.better,
            "worse": self.worse,
        }


@dataclass(frozen=True)
class Moved:
    """An article whose image stands elsewhere.

    Args:
        article: its id.
        title: as it was ranked for; empty where that is not known.
        first: the image's rank under the first run; 0 where it was not found.
        second: under the second.
        gain: of the measure that runs are told apart by.
    """

    article: str
    title: str
    first: int
    second: int
    gain: float


@dataclass(frozen=True)
class Comparison:
    """Two runs on one split.

    Args:
        first: the run that the other is compared with, on the articles of both.
        second: the other.
        left_out: how many articles with ground truth only the first, and only the second, has.
        contrasts: a measure each.
        stories: how many the articles tell; None where no title is known.
        up: articles that moved most to the second run's advantage, the largest gain first.
        down: articles that moved most to its disadvantage.
    """

    first: Result
    second: Result
    left_out: tuple[int, int]
    contrasts: Sequence[Contrast]
    stories: int | None
    up: Sequence[Moved]
    down: Sequence[Moved]

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON values."""
        return {
            "split": self.first.split,
            "first": self.first.run,
            "second": self.second.run,
            "articles": len(self.first.articles),
            "left_out": {"only_first": self.left_out[0], "only_second": self.left_out[1]},
            "stories": self.stories,
            "measures": [contrast.to_json() for contrast in self.contrasts],
            "up": [vars(moved) for moved in self.up],
            "down": [vars(moved) for moved in self.down],
        }


def compare(
    first: Result,
    second: Result,
    titles: Mapping[str, str] | None = None,
    measures: Sequence[Measure] = OFFICIAL,
    moved: int = 10,
) -> Comparison:
    """Compare two runs, article by article.

    Args:
        first: the run to compare with.
        second: the run that may be better.
        titles: article id to title, where titles are known.
        measures: what to compare; at least one.
        moved: how many articles to name in each direction.

    Raises:
        DataError: the runs are on two splits, have no article in common, or were scored on two ground truths.
    """
    if first.split != second.split:
        raise DataError(
            f"{first.run} is on {first.split}, and {second.run} on {second.split}: runs on two splits have no articles "
            "in common.",
            hint="Compare runs on one split.",
        )
    one, two = _common(first, second)
    _refuse_other_truth(first, second)
    numbers = story_numbers(one.articles, titles) if titles else None
    differences = np.array([two.per_article(measure) - one.per_article(measure) for measure in measures])
    by_article = bootstrap_all(differences)
    by_story = [None] * len(measures) if numbers is None else bootstrap_all(differences, groups=numbers)
    p_values = [_p_value(one, two, measure) for measure in measures]
    contrasts = [
        Contrast(
            measure,
            measure(one.ranks),
            measure(two.ranks),
            *intervals,
            p,
            corrected,
            better=int((row > 0).sum()),
            worse=int((row < 0).sum()),
        )
        for measure, row, intervals, p, corrected in zip(
            measures, differences, zip(by_article, by_story, strict=True), p_values, holm(p_values), strict=True
        )
    ]
    return Comparison(
        one,
        two,
        (len(first.articles) - len(one.articles), len(second.articles) - len(two.articles)),
        contrasts,
        None if numbers is None else int(numbers.max()) + 1,
        *_moved(one, two, titles or {}, moved),
    )


def _common(first: Result, second: Result) -> tuple[Result, Result]:
    """Both results on the articles of both, in the order of the first."""
    place = {article: n for n, article in enumerate(second.articles)}
    kept = [n for n, article in enumerate(first.articles) if article in place]
    if not kept:
        raise DataError(f"{first.run} and {second.run} have no article with ground truth in common on {first.split}.")
    return _at(first, kept), _at(second, [place[first.articles[n]] for n in kept])


def _at(result: Result, places: Sequence[int]) -> Result:
    at = np.array(places)
    articles = [result.articles[n] for n in places]
    bounds = [None if ranks is None else ranks[at] for ranks in (result.optimistic, result.pessimistic)]
    return replace(result, articles=articles, ranks=result.ranks[at], optimistic=bounds[0], pessimistic=bounds[1])


def _refuse_other_truth(first: Result, second: Result) -> None:
    same_articles = set(first.articles) == set(second.articles)
    if same_articles and first.truth and second.truth and first.truth != second.truth:
        raise DataError(
            f"{first.run} and {second.run} were scored on two ground truths of {first.split}.",
            hint="Score both on one: add --qrels FILE.",
        )


def _p_value(first: Result, second: Result, measure: Measure) -> float:
    one, two = first.per_article(measure), second.per_article(measure)
    return mcnemar(one, two) if measure.kind == "Recall" else sign_flip(one, two)


def _moved(first: Result, second: Result, titles: Mapping[str, str], count: int) -> tuple[list[Moved], list[Moved]]:
    gains: NDArray[np.float64] = second.per_article(COMPARED) - first.per_article(COMPARED)
    all_moved = [
        Moved(article, titles.get(article, ""), int(one), int(two), float(gain))
        for article, one, two, gain in zip(first.articles, first.ranks, second.ranks, gains, strict=True)
        if gain
    ]
    ordered = sorted(all_moved, key=lambda moved: (-abs(moved.gain), moved.article))
    return [m for m in ordered if m.gain > 0][:count], [m for m in ordered if m.gain < 0][:count]

"""Scoring of a submission file, without a model: the organisers' evaluator, and what it leaves open settled.

Where that tool (``EvalTask.java``, NewsImages 2021) takes a file, the figures are its own to the last digit printed.
Where it stops, or lets a later line overwrite an earlier one, what is done instead stands in ``Scored.notes``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import DataError
from mediaeval.outputs import Outputs
from mediaeval.results.collect import finished_run
from mediaeval.results.metrics import list_ranks
from mediaeval.results.result import Result, truth_digest
from mediaeval.split import Split
from mediaeval.submissions.reader import Submission, refuse_unscorable

__all__ = ["Scored", "score"]

_LENGTH = 100


@dataclass(frozen=True)
class Scored:
    """A scored file.

    Args:
        result: a rank for each article that has ground truth.
        rows: lines that were scored.
        notes: what was done where the organisers' tool would stop or overwrite, and what else to know.
    """

    result: Result
    rows: int
    notes: Sequence[str]


def score(submission: Submission, split: Split, truth: Mapping[str, str]) -> Scored:
    """Rank the true images in a submission's lists.

    The mean is over the articles that have ground truth; one without a line, or whose image is not in its list, counts
    nothing.

    Raises:
        SubmissionError: no line of the file names an article of the split.
        DataError: there is no ground truth for any article.
    """
    refuse_unscorable(submission, split)
    articles = [article.id for article in split.articles if article.id in truth]
    if not articles:
        raise DataError(f"{split.name}: the ground truth names none of its articles.")
    lists: dict[str, Sequence[str]] = {}
    first: dict[str, int] = {}
    for line in submission.lines:
        if line.scored is not None and line.scored not in lists:
            lists[line.scored] = line.cells
            first[line.scored] = line.number
    ranks = list_ranks(lists, truth, articles)
    run = submission.path.name.removesuffix(submission.path.suffix)
    result = Result(run, split.name, articles, ranks, truth=truth_digest(truth, articles))
    if submission.scores:
        result = _with_bounds(result, {article: submission.scores[line] for article, line in first.items()})
    else:
        result = _from_run(submission, result)
    return Scored(result, len(lists), tuple(_notes(submission, split, lists, len(articles))))


def _notes(submission: Submission, split: Split, lists: Mapping[str, Sequence[str]], articles: int) -> Iterator[str]:
    lines = [line for line in submission.lines if line.scored is not None]
    if articles < len(split.articles):
        yield f"Articles with ground truth: {articles:,} of {len(split.articles):,}; the figures are over these."
    if missing := len(split.articles) - len(lists):
        yield f"Articles without a line: {missing:,}; they count 0."
    if repeated := len(lines) - len(lists):
        yield (
            f"Lines for an article that has one: {repeated:,}; its first line counts. (The organisers' tool lets the "
            "last line that has the image overwrite the others.)"
        )
    if short := sum(len(line.cells) < min(_LENGTH, len(split.images)) for line in lines):
        yield (
            f"Lines with fewer than {_LENGTH} images: {short:,}; they are scored as they are. (The organisers' tool "
            "stops at one unless the image comes before its end.)"
        )
    if long := sum(len(line.cells) > _LENGTH for line in lines):
        yield f"Lines with more than {_LENGTH} images: {long:,}; the first {_LENGTH} count."
    if unknown := sum(line.scored is None for line in submission.lines):
        yield (
            f"Lines that begin with no article's key: {unknown:,}; they are passed over. (The organisers' tool passes "
            "over a line that begins with no whole number, and stops at an unknown article.)"
        )


def _with_bounds(result: Result, scores: Mapping[str, Sequence[float]]) -> Result:
    """Bounds from the scores of the lists.

    An image that is not in the list stays not found: nobody knows its score. Where a tie reaches the list's end, the
    worst case is that the image falls off it.
    """
    best, worst = result.ranks.copy(), result.ranks.copy()
    for place, (article, rank) in enumerate(zip(result.articles, result.ranks.tolist(), strict=True)):
        if not rank:
            continue
        row: NDArray[np.float64] = np.asarray(scores[article])
        own = row[rank - 1]
        best[place] = int((row > own).sum()) + 1
        last = int((row >= own).sum())
        worst[place] = 0 if last == len(row) and last > best[place] else last
    return replace(result, optimistic=best, pessimistic=worst)


def _from_run(submission: Submission, result: Result) -> Result:
    """The result with what the run of this very file wrote beside it, where it did: what it assumes, and bounds."""
    outputs = Outputs(submission.path.parent, result.run)
    if outputs.submission != submission.path or not outputs.articles.is_file():
        return result
    run = finished_run(outputs.manifest)
    if run.problems:  # of another file or of none: nothing is known about this one
        return result
    result = replace(result, assumes=run.assumes)
    lengths = {line.scored: len(line.cells) for line in submission.lines if line.scored is not None}
    if run.result is not None and (known := _matching(run.result, result, lengths)) is not None:
        return known
    return _with_bounds(result, _scores(outputs.articles))


def _matching(own: Result, result: Result, lengths: Mapping[str, int]) -> Result | None:
    """The run's bounds for these articles; None where its ranks come from another ground truth."""
    place = {article: i for i, article in enumerate(own.articles)}
    if own.optimistic is None or own.pessimistic is None or not place.keys() >= set(result.articles):
        return None
    at = np.array([place[article] for article in result.articles])
    ends = np.array([lengths.get(article, 0) for article in result.articles])
    within = np.where(own.ranks[at] <= ends, own.ranks[at], 0)
    if (within != result.ranks).any():
        return None
    return replace(result, optimistic=own.optimistic[at], pessimistic=own.pessimistic[at])


def _scores(path: Path) -> dict[str, list[float]]:
    import pyarrow.parquet as pq

    columns = pq.read_table(path, columns=["article", "scores"])
    return dict(zip(columns["article"].to_pylist(), columns["scores"].to_pylist(), strict=True))

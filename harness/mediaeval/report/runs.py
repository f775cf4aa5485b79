"""The runs of a report: finished ones with all that they kept, and submission files with their lists alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mediaeval.errors import DataError
from mediaeval.leaderboard.published import same_split
from mediaeval.results.collect import FinishedRun, read_paths
from mediaeval.results.result import Result, truth_digest
from mediaeval.split import Split
from mediaeval.splits import NamedSplit
from mediaeval.submissions.reader import read_submission
from mediaeval.submissions.score import score
from mediaeval.submissions.validate import format_of

__all__ = ["SHOWN", "ShownRun", "read_runs"]

SHOWN = 10
"""Pictures of each list that a report shows and counts."""

_COLUMNS = ("views", "images", "scores", "unrevised")


@dataclass(frozen=True)
class ShownRun:
    """One run as a report shows it.

    Args:
        name: unique among the runs of the report.
        path: of its submission.
        result: its ranks; None where the ground truth is not known.
        lists: article id to the first :data:`SHOWN` image ids.
        scores: article id to the scores of those, where they were kept.
        views: article id to the texts that were ranked for, where they were kept.
        unrevised: article id to the first image ids before revision, where the run revises and kept them.
        manifest: what it was made of; empty where that is not known.
    """

    name: str
    path: Path
    result: Result | None
    lists: Mapping[str, Sequence[str]]
    scores: Mapping[str, Sequence[float]] = field(default_factory=dict)
    views: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unrevised: Mapping[str, Sequence[str]] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def assumes(self) -> tuple[str, ...]:
        """What it takes for granted beyond each article by itself, where that is known."""
        return tuple(str(one) for one in self.manifest.get("assumes", ()))

    def called(self, name: str) -> ShownRun:
        """The same run by another name."""
        return replace(self, name=name, result=None if self.result is None else replace(self.result, run=name))


def read_runs(
    paths: Sequence[Path],
    named: NamedSplit,
    split: Split,
    truth: Mapping[str, str] | None,
    warn: Callable[[str], None],
) -> list[ShownRun]:
    """The runs of a split in some folders and files.

    Args:
        paths: folders of submissions, and submission files.
        named: the split's name and edition.
        split: its articles and gallery.
        truth: article id to image id; None where it is not known.
        warn: takes a line about each run that is passed over.

    Raises:
        DataError: a path is not there, or there is no run of this split.
        SubmissionError: a submission file cannot be read.
    """
    finished, files = read_paths(paths)
    runs = []
    for run in finished:
        if run.problems and (same_split(run.split, named.name) or run.outputs.folder.name == named.slug):
            warn(f"{run.problems[0]} The run is passed over.")
        elif same_split(run.split, named.name):
            runs.append(_finished(run, named, split, truth))
    runs += [_from_file(path, named, split, truth) for path in files]
    if not runs:
        raise DataError(
            f"there is no finished run of {named.name} in {', '.join(map(str, paths))}.",
            hint=f"Make one: mediaeval run RUNFILE --split {named.name}; or name a submission file.",
        )
    return _named_apart(runs)


def _finished(run: FinishedRun, named: NamedSplit, split: Split, truth: Mapping[str, str] | None) -> ShownRun:
    columns = _columns(run.outputs.articles)
    lists = {article: images[:SHOWN] for article, images in columns["images"].items()}
    result = run.result
    if truth is None:
        result = None
    elif result is None or result.truth != _digest(split, truth):
        result = _score(run.outputs.submission, named, split, truth)
    return ShownRun(
        name=run.run,
        path=run.outputs.submission,
        result=result,
        lists=lists,
        scores={article: own[:SHOWN] for article, own in columns["scores"].items()},
        views=columns["views"],
        unrevised={article: images[:SHOWN] for article, images in columns["unrevised"].items()},
        manifest=run.manifest,
    )


def _from_file(path: Path, named: NamedSplit, split: Split, truth: Mapping[str, str] | None) -> ShownRun:
    submission = read_submission(path, split, format_of(named.edition))
    images = {image.id for image in split.images}
    lists: dict[str, list[str]] = {}
    for line in submission.lines:
        if line.article is not None and line.article not in lists:
            lists[line.article] = [image for image in line.images if image in images][:SHOWN]
    result = None if truth is None else score(submission, split, truth).result
    return ShownRun(path.stem, path, result, lists)


def _score(path: Path, named: NamedSplit, split: Split, truth: Mapping[str, str]) -> Result:
    return score(read_submission(path, split, format_of(named.edition)), split, truth).result


def _digest(split: Split, truth: Mapping[str, str]) -> str:
    return truth_digest(truth, [article.id for article in split.articles if article.id in truth])


def _columns(path: Path) -> dict[str, dict[str, Any]]:
    """Columns of a run's table of articles, by article; one that it does not have is empty.

    Raises:
        DataError: it is no table of articles.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        there = [name for name in _COLUMNS if name in pq.read_schema(path).names]
        table = pq.read_table(path, columns=["article", *there])
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path}: is not a run's table of articles ({error}).") from error
    articles = table["article"].to_pylist()
    return {
        name: dict(zip(articles, table[name].to_pylist(), strict=True)) if name in there else {} for name in _COLUMNS
    }


def _named_apart(runs: Sequence[ShownRun]) -> list[ShownRun]:
    """The runs by name; of one name, each goes by its path."""
    often = Counter(run.name for run in runs)
    named = [run if often[run.name] == 1 else run.called(run.path.with_suffix("").as_posix()) for run in runs]
    return sorted(named, key=lambda run: run.name)

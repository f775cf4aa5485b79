"""Our runs for a leaderboard: those that know their ranks, those that can be scored now, and files without a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mediaeval.errors import DataError, MediaevalError
from mediaeval.leaderboard.published import same_split
from mediaeval.results.collect import FinishedRun, read_paths
from mediaeval.results.result import Result
from mediaeval.submissions.scorer import Scorer

__all__ = ["Gathered", "gather", "titles_of"]


@dataclass(frozen=True)
class Gathered:
    """What was found.

    Args:
        results: of our runs, each with a name of its own on its split.
        notes: what was passed over and why, and what to know of a score.
        runs: those of the results that a run wrote.
    """

    results: Sequence[Result]
    notes: Sequence[str]
    runs: Sequence[FinishedRun]


def gather(paths: Sequence[Path], splits: Sequence[str], scorer: Scorer) -> Gathered:
    """Collect finished runs and score submission files.

    A run that is broken, or whose ground truth is not known, is passed over with a note; a file that is named must be
    one that can be scored.

    Args:
        paths: folders, searched through, and submission files.
        splits: of those alone; the one that a file without a manifest is for. Empty: all.
        scorer: gives the results.

    Raises:
        MediaevalError: a path is not there, or a file names no split, or cannot be scored.
    """
    found: list[tuple[Path, Result]] = []
    notes, runs = [], []
    finished, files = read_paths(paths)
    for run in finished:
        if splits and not run.problems and not any(same_split(run.split, split) for split in splits):
            continue
        try:
            found.append((run.outputs.submission, scorer.of_run(run)))
            runs.append(run)
        except MediaevalError as error:
            notes.append(" ".join(str(error).split()))
    for file in files:
        if len(splits) != 1:
            raise DataError(
                f"{file}: was written by no run, so it does not say which split it is for.",
                hint="Name one with --split.",
            )
        found.append((file, scorer.of_file(file, splits[0])))
    return Gathered(_told_apart(found), [*notes, *scorer.notes], runs)


def titles_of(gathered: Gathered, scorer: Scorer) -> dict[str, Mapping[str, str]]:
    """Split to article id to title, from a run that wrote its titles or from the split's own files.

    Raises:
        MediaevalError: neither has them.
    """
    found: dict[str, Mapping[str, str]] = {}
    for split in dict.fromkeys(result.split for result in gathered.results):
        written = (run.titles() for run in gathered.runs if run.split == split)
        found[split] = next((titles for titles in written if titles), {}) or scorer.titles(split)
    return found


def _told_apart(found: Sequence[tuple[Path, Result]]) -> list[Result]:
    """The results; where two of a split share a name, each goes by its path."""
    often = Counter((result.split, result.run) for _, result in found)
    return [
        result if often[result.split, result.run] == 1 else replace(result, run=path.with_suffix("").as_posix())
        for path, result in found
    ]

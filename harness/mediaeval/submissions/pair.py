"""The two runs that two names or paths mean, on the one split that both are on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mediaeval.errors import DataError, MediaevalError, did_you_mean
from mediaeval.results.collect import FinishedRun, collect, run_of_file
from mediaeval.results.result import Result
from mediaeval.submissions.scorer import Scorer

__all__ = ["Pair", "find_pair"]


@dataclass(frozen=True)
class Pair:
    """Two runs on one split.

    Args:
        first: the first.
        second: the second; it has another name than the first.
        titles: article id to title; empty where nobody knows them.
    """

    first: Result
    second: Result
    titles: Mapping[str, str]


@dataclass(frozen=True)
class _Asked:
    """What one name may mean: runs on one split or several, or a file that does not say its split."""

    name: str
    runs: Sequence[FinishedRun] = ()
    file: Path | None = None

    @property
    def splits(self) -> list[str]:
        return list(dict.fromkeys(run.split for run in self.runs))

    def on(self, split: str) -> _Asked:
        return replace(self, runs=[run for run in self.runs if run.split == split])


def find_pair(names: tuple[str, str], folder: Path, split: str | None, scorer: Scorer) -> Pair:
    """Find two runs and their results.

    Args:
        names: each the path of a submission file or manifest, the name of a finished run, or ``FOLDER/NAME``.
        folder: where names are looked for.
        split: canonical name; None: the only one on which there are both.
        scorer: gives the results.

    Raises:
        DataError: a run is not there, is on another split, or could be several.
        MediaevalError: a run has no score.
    """
    asked = [_asked(name, folder) for name in names]
    split = split or _common_split(*asked)
    results, runs = [], []
    for one in asked:
        if one.file is not None:
            results.append(scorer.of_file(one.file, split))
            continue
        (run,) = _only(one, split)
        results.append(scorer.of_run(run))
        runs.append(run)
    first, second = results
    if first.run == second.run:
        first, second = (replace(result, run=name) for result, name in zip(results, names, strict=True))
    return Pair(first, second, _titles(runs, split, scorer))


def _asked(name: str, folder: Path) -> _Asked:
    path = Path(name)
    if path.is_file():
        run = run_of_file(path)
        return _Asked(name, file=path) if run is None else _Asked(name, [run])
    runs = collect([folder]) if folder.is_dir() else []
    named = [run for run in runs if name in (run.run, f"{run.outputs.folder.name}/{run.run}")]
    if named:
        return _Asked(name, named)
    where = f"below {folder}" if folder.is_dir() else f"because there is no folder {folder}"
    raise DataError(
        f"{name}: there is no such file, and no finished run of that name {where}; "
        f"{did_you_mean(name, [run.run for run in runs])}",
        hint="Give the path of a submission file, or with --submissions the folder to look in.",
    )


def _common_split(first: _Asked, second: _Asked) -> str:
    sides = [one for one in (first, second) if one.file is None]
    if not sides:
        raise DataError(
            f"{first.name} and {second.name}: no run wrote them, so they do not say which split they are for.",
            hint="Name it with --split.",
        )
    common = [split for split in sides[0].splits if all(split in one.splits for one in sides)]
    if len(common) == 1:
        return common[0]
    if common:
        raise DataError(
            f"{first.name} and {second.name} are both on {', '.join(common)}.", hint="Say which with --split."
        )
    raise DataError(
        f"{first.name} is on {', '.join(first.splits)}, and {second.name} on {', '.join(second.splits)}: runs on two "
        "splits cannot be compared.",
        hint="`mediaeval leaderboard` lists the runs of each split.",
    )


def _only(asked: _Asked, split: str) -> Sequence[FinishedRun]:
    runs = asked.on(split).runs
    if len(runs) == 1:
        return runs
    if runs:
        raise DataError(
            f"{asked.name}: there are {len(runs)} runs of that name on {split}: "
            f"{', '.join(str(run.outputs.submission) for run in runs)}.",
            hint="Give the path of one.",
        )
    raise DataError(f"{asked.name} is not on {split}, but on {', '.join(asked.splits)}.")


def _titles(runs: Sequence[FinishedRun], split: str, scorer: Scorer) -> Mapping[str, str]:
    """Titles as a run ranked for them, or the split's own; none where the split's files are not here."""
    written = next((titles for titles in (run.titles() for run in runs) if titles), {})
    if written:
        return written
    try:
        return scorer.titles(split)
    except MediaevalError:
        return {}

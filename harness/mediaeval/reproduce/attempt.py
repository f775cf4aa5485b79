"""What a run needs that this machine may lack, and the run itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from mediaeval.errors import MediaevalError, RunFileError
from mediaeval.reproduce.choices import Choice, open_choices
from mediaeval.reproduce.expected import Expected, tolerance
from mediaeval.reproduce.verdict import Judged, judge
from mediaeval.resolve import ResolvedRun
from mediaeval.results.result import Result
from mediaeval.runfile import read_run_file, shipped_run_files
from mediaeval.splits import NamedSplit

__all__ = ["Attempt", "Failure", "Needs", "Preparing", "attempt", "unexpected"]


@dataclass(frozen=True)
class Needs:
    """What is missing, a sentence each.

    Args:
        data: of the split.
        files: of the run's components, and libraries.
    """

    data: Sequence[str] = ()
    files: Sequence[str] = ()

    def to_json(self) -> dict[str, list[str]]:
        """Both, as JSON values."""
        return {"data": list(self.data), "files": list(self.files)}


@dataclass(frozen=True)
class Attempt:
    """One run file on one split, looked at and not yet run.

    Args:
        expected: what it should score.
        run: the run; None where it cannot be put together.
        named: the split; None where no edition has it.
        needs: what is missing.
        choices: what the run file had to choose.
    """

    expected: Expected
    run: ResolvedRun | None
    named: NamedSplit | None
    needs: Needs
    choices: Sequence[Choice]

    @property
    def name(self) -> str:
        """The run file and the split, in words."""
        return f"{self.expected.run_file} on {self.expected.split}"

    def can_run(self, *, download: bool) -> bool:
        """Whether nothing is missing, or nothing but files that are hoped for from a hub."""
        return self.run is not None and not self.needs.data and (download or not self.needs.files)

    @property
    def assumes(self) -> list[str]:
        """What the run takes for granted beyond each article by itself."""
        return [] if self.run is None else [str(one) for one in self.run.assumes]


@dataclass(frozen=True)
class Failure:
    """A run that was tried and stopped.

    Args:
        expected: what it should score.
        reason: why it stopped.
    """

    expected: Expected
    reason: str
    good: ClassVar[bool] = False


@dataclass
class Preparing:
    """Looks at what is expected, without encoding anything.

    Args:
        resolve: a shipped run file's name to the run.
        find: a canonical name to the split.
        overrides: of every run file.
    """

    resolve: Callable[[str], ResolvedRun]
    find: Callable[[str], NamedSplit]
    overrides: Sequence[str] = ()
    _data: dict[str, tuple[NamedSplit | None, Sequence[str]]] = field(default_factory=dict)

    def __call__(self, expected: Expected) -> Attempt:
        """One run file on one split, with all that is missing."""
        if expected.split not in self._data:
            self._data[expected.split] = self._missing_data(expected)
        named, data = self._data[expected.split]
        choices = open_choices(shipped_run_files()[expected.run_file], self.overrides)
        try:
            run = self.resolve(expected.run_file)
        except MediaevalError as error:  # a plugin that is not installed, say
            return Attempt(expected, None, named, Needs(data, [_sentence(error)]), choices)
        return Attempt(expected, run, named, Needs(data, _missing_files(run)), choices)

    def _missing_data(self, expected: Expected) -> tuple[NamedSplit | None, Sequence[str]]:
        try:
            named = self.find(expected.split)
            missing = [f"{path}" for location in named.locations() for path in location.missing]
            if missing:
                return named, missing
            split = named.read_rankable()
            truth = named.read_truth()  # only whether there is any: the run itself never sees it
        except MediaevalError as error:
            return None, [_sentence(error)]
        if truth is None:
            return named, [f"the ground truth of {expected.split}"]
        known = sum(article.id in truth for article in split.articles)
        if known != expected.articles:
            return named, [
                f"the same articles: {known:,} have ground truth here, and the figures are over {expected.articles:,}"
            ]
        return named, []


def attempt(ready: Attempt, make: Callable[[ResolvedRun, NamedSplit], Result | None]) -> Judged | Failure:
    """Make the run and judge it.

    Args:
        ready: one that lacks nothing that it could not fetch.
        make: the pipeline, from a run and a split to its ranks.
    """
    assert ready.run is not None  # noqa: S101 - whoever calls has looked at what is missing
    assert ready.named is not None  # noqa: S101 - likewise
    try:
        result = make(ready.run, ready.named)
    except MediaevalError as error:
        return Failure(ready.expected, _sentence(error))
    if result is None:
        return Failure(ready.expected, f"the ground truth of {ready.expected.split} is not known")
    return judge(ready.expected, result, tolerance())


def unexpected(expected: Sequence[Expected]) -> list[str]:
    """Names of shipped run files that nothing is expected of."""
    named = {one.run_file for one in expected}
    found = []
    for name, path in shipped_run_files().items():
        if name in named:
            continue
        try:
            read_run_file(path)
        except RunFileError:  # a file for another command, such as one of fine-tuning
            continue
        found.append(name)
    return found


def _missing_files(run: ResolvedRun) -> list[str]:
    found = []
    for part in run.parts.values():
        try:
            found += [f"{file.what}. {file.hint}".strip() for file in part.requirements() if file.path is None]
        except MediaevalError as error:  # a library that is not installed
            found.append(_sentence(error))
    return found


def _sentence(error: MediaevalError) -> str:
    return " ".join(str(error).split())

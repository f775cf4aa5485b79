"""What each shipped run file should score, and how near is near enough."""

from __future__ import annotations

import functools
import importlib.resources
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediaeval.errors import RunFileError, did_you_mean
from mediaeval.leaderboard.published import publication, same_split
from mediaeval.results.metrics import Measure

__all__ = ["Expected", "Tolerance", "expectations", "select", "tolerance"]


@dataclass(frozen=True)
class Tolerance:
    """How far a figure may be off, in articles: its difference times the number of articles.

    Args:
        ok: at most so many articles are as good as none.
        close: share of the articles; at most so many are what an open choice moves.
    """

    ok: int
    close: float

    def close_articles(self, articles: int) -> int:
        """The same as a number of articles; never below ``ok``."""
        return max(self.ok, math.ceil(self.close * articles))


@dataclass(frozen=True)
class Expected:
    """What a run file should score on a split.

    Args:
        run_file: name of the shipped run file.
        split: canonical name.
        articles: over how many articles.
        figures: digits by measure.
        how: where the figures come from.
        published: whether somebody else measured them.
    """

    run_file: str
    split: str
    articles: int
    figures: Mapping[Measure, str]
    how: str
    published: bool


@functools.cache
def expectations() -> Sequence[Expected]:
    """All of them: ours first, then the paper's."""
    document = _document()
    measures = [Measure.parse(name) for name in document["measures"]]
    ours = [
        Expected(
            row["run_file"],
            row["split"],
            row["articles"],
            dict(zip(measures, row["figures"], strict=True)),
            row["how"],
            published=False,
        )
        for row in document["measured"]
    ]
    theirs = [
        Expected(
            run.run_file,
            run.split.name,
            run.split.articles,
            run.figures,
            f"{run.team}, {run.run}: {run.source.text}",
            published=True,
        )
        for run in publication().runs
        if run.run_file
    ]
    return [*ours, *theirs]


def select(names: Sequence[str], splits: Sequence[str]) -> list[Expected]:
    """What is expected of some run files on some splits; without any, of all.

    Args:
        names: of shipped run files.
        splits: canonical names.

    Raises:
        RunFileError: nothing is expected of one of the run files, or on these splits.
    """
    known = list(dict.fromkeys(one.run_file for one in expectations()))
    for name in names:
        if name not in known:
            raise RunFileError(f"{name}: no figures are expected of such a run file; {did_you_mean(name, known)}")
    found = [
        one
        for one in expectations()
        if (not names or one.run_file in names)
        and (not splits or any(same_split(one.split, split) for split in splits))
    ]
    if not found:
        raise RunFileError(
            f"{', '.join(names) or 'the shipped run files'}: no figures are expected on {', '.join(splits)}.",
            hint="`mediaeval reproduce --dry-run` lists those that are.",
        )
    return found


def tolerance() -> Tolerance:
    """How near is near enough, for every figure alike."""
    return Tolerance(**_document()["tolerance"])


def _document() -> Mapping[str, Any]:
    return tomllib.loads((importlib.resources.files("mediaeval.reproduce") / "expected.toml").read_text("utf-8"))

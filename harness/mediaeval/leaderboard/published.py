"""The rows that were published, kept with the package (``published.toml``) and checked when they are read."""

from __future__ import annotations

import functools
import importlib.resources
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mediaeval.results.metrics import Measure

__all__ = ["Publication", "PublishedRun", "PublishedSplit", "Source", "publication", "same_split"]


@dataclass(frozen=True)
class Source:
    """Where a figure was published.

    Args:
        key: short name.
        text: the reference, in words.
        url: where to read it; empty for what follows from its words.
    """

    key: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class PublishedSplit:
    """A split that figures were published for.

    Args:
        name: canonical name.
        title: what the publications call it.
        articles: over how many articles the figures are.
    """

    name: str
    title: str
    articles: int


@dataclass(frozen=True)
class PublishedRun:
    """One row.

    Args:
        split: its split.
        team: who ran it.
        run: what the publication calls it.
        figures: the digits that were published, by measure; measures that were not are left out.
        source: where.
        method: in few words, where it is known.
        run_file: the shipped run file of the same recipe; empty where there is none.
        note: what to know about these digits.
    """

    split: PublishedSplit
    team: str
    run: str
    figures: Mapping[Measure, str]
    source: Source
    method: str = ""
    run_file: str = ""
    note: str = ""


@dataclass(frozen=True)
class Publication:
    """Everything that was published.

    Args:
        splits: by canonical name.
        runs: all rows, in the order of the file.
    """

    splits: Mapping[str, PublishedSplit]
    runs: Sequence[PublishedRun]

    def split(self, name: str) -> PublishedSplit | None:
        """The published split of a name, whose parts may stand in any order."""
        return next((split for split in self.splits.values() if same_split(split.name, name)), None)

    def of(self, name: str) -> list[PublishedRun]:
        """The rows of one split."""
        return [run for run in self.runs if same_split(run.split.name, name)]


@functools.cache
def publication() -> Publication:
    """The published rows of the package."""
    text = (importlib.resources.files("mediaeval.leaderboard") / "published.toml").read_text("utf-8")
    document = tomllib.loads(text)
    measures = [Measure.parse(name) for name in document["measures"]]
    sources = {key: Source(key, **table) for key, table in document["sources"].items()}
    splits = {name: PublishedSplit(name, **table) for name, table in document["splits"].items()}
    runs = [
        PublishedRun(
            splits[group["split"]],
            group["team"],
            figures={measure: text for measure, text in zip(measures, row["figures"], strict=True) if text},
            source=sources[group["source"]],
            **{key: value for key, value in row.items() if key != "figures"},
        )
        for group in document["runs"]
        for row in group["rows"]
    ]
    return Publication(splits, runs)


def same_split(first: str, second: str) -> bool:
    """Whether two canonical names are of the same articles: parts that are united may stand in any order."""
    return set(first.split("+")) == set(second.split("+"))

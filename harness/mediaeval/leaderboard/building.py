"""Results and publications, put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import MediaevalError
from mediaeval.leaderboard.board import Board, Row, Section
from mediaeval.leaderboard.published import PublishedRun, publication, same_split
from mediaeval.leaderboard.sorting import Sorting
from mediaeval.results.figures import families, measured, published
from mediaeval.results.metrics import COMPARED, OFFICIAL, Measure
from mediaeval.results.result import Result
from mediaeval.results.stories import story_numbers
from mediaeval.results.ties import tied_letters

__all__ = ["Shown", "make_board"]

Shown = Literal["all", "ours", "published"]


def make_board(
    results: Sequence[Result],
    *,
    splits: Sequence[str] = (),
    measures: Sequence[Measure] = OFFICIAL,
    shown: Shown = "all",
    everything: bool = False,
    sorting: Sorting | None = None,
    titles: Mapping[str, Mapping[str, str]] | None = None,
    notes: Sequence[str] = (),
) -> Board:
    """Put our results beside the published rows of the same splits.

    Args:
        results: of our runs, each on its split.
        splits: canonical names of those to show, in this order; empty: those of our runs, or without any run every
            published one.
        measures: what is shown; MRR@100 decides ties whether it is shown or not.
        shown: which rows.
        everything: without ``splits``, every published split too.
        sorting: of the rows of a split; None: the highest MRR@100 first.
        titles: split to article id to title: intervals and tests by story; None: by article.
        notes: further notes.

    Raises:
        MediaevalError: there is no row to show.
    """
    ours = [] if shown == "published" else [result for result in results if len(result.articles)]
    names = list(splits) or _names(
        ours, everything=shown != "ours" and (everything or shown == "published" or not ours)
    )
    groups = [[result for result in ours if same_split(result.split, name)] for name in names]
    rows, found = _own_rows([family for group in groups for family in families(group)], measures, titles)
    sections = []
    for name in names:
        known = publication().split(name)
        own = [row for row in rows if row.result and same_split(row.result.split, name)]
        theirs = [] if shown == "ours" else [_published_row(row, measures) for row in publication().of(name)]
        both = (sorting or Sorting())([*own, *(row for row in theirs if row.figures)])
        if both:
            sections.append(Section(known.name if known else name, known.title if known else name, both))
    if not sections:
        raise MediaevalError(
            f"there is nothing to show{' for ' + ', '.join(splits) if splits else ''}: no run with a score"
            f"{'' if shown == 'ours' else ' and no published row'}.",
            details=notes,
            hint="`mediaeval run` writes what is shown here; `mediaeval leaderboard --rows published` needs no run.",
        )
    return Board(sections, tuple(measures), titles is not None, [*notes, *found])


def _names(ours: Sequence[Result], *, everything: bool) -> list[str]:
    """Splits of our runs, after those that figures were published for where these are wanted."""
    known = list(publication().splits) if everything else []
    own = dict.fromkeys(result.split for result in ours)
    return [*known, *(name for name in own if not any(same_split(name, other) for other in known))]


def _own_rows(
    found: Sequence[Sequence[Result]], measures: Sequence[Measure], titles: Mapping[str, Mapping[str, str]] | None
) -> tuple[list[Row], list[str]]:
    """Our rows, letters from the best on, and a note on each family where those of a split cannot be compared."""
    found = [sorted(family, key=lambda result: -COMPARED(result.ranks)) for family in found]
    stories = [_stories(family, titles) for family in found]
    letters = tied_letters(found, COMPARED, groups=stories)
    rows, notes = [], []
    of_split = Counter(family[0].split for family in found)
    seen: Counter[str] = Counter()
    for family, own, tied in zip(found, stories, letters, strict=True):
        split = family[0].split
        marks = [_marked(letter, seen[split]) if len(family) > 1 else "" for letter in tied]
        seen[split] += 1
        rows += [
            Row(result.run, len(result.articles), cells, result=result, tied=mark)
            for result, cells, mark in zip(family, measured(family, measures, own), marks, strict=True)
        ]
        if of_split[split] > 1:
            names = ", ".join(result.run for result in family)
            notes.append(
                f"{split}: {names} scored on {len(family[0].articles):,} articles with ground truth "
                f"{family[0].truth[:12] or 'unknown'}; not compared with runs scored on another."
            )
    return rows, notes


def _stories(
    family: Sequence[Result], titles: Mapping[str, Mapping[str, str]] | None
) -> NDArray[np.integer[Any]] | None:
    if titles is None:
        return None
    return story_numbers(family[0].articles, titles.get(family[0].split, {}))


def _published_row(row: PublishedRun, measures: Sequence[Measure]) -> Row:
    figures = published(row.figures, row.split.articles)
    shown = {measure: figures[measure] for measure in measures if measure in figures}
    return Row(row.run, row.split.articles, shown, published=row)


def _marked(letters: str, family: int) -> str:
    """Letters of a further family of one split have a prime each, for they say nothing about the first one's."""
    return "".join(letter + "\N{PRIME}" * family for letter in letters)

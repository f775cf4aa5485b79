"""What a report says, as values: everything that the page's templates and its program show, computed here once."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mediaeval.leaderboard.board import Board, Row
from mediaeval.leaderboard.building import make_board
from mediaeval.report import drawings
from mediaeval.report.hubs import Occurrence, count_occurrences, leading
from mediaeval.report.labels import Labels
from mediaeval.report.made import made_of
from mediaeval.report.runs import SHOWN, ShownRun
from mediaeval.report.slices import Slices, by_duplicates, by_label, by_language, by_length
from mediaeval.report.svg import SERIES
from mediaeval.results.figures import Figure, measured
from mediaeval.results.metrics import COMPARED, Measure
from mediaeval.results.result import Result, bounds_lines
from mediaeval.results.stories import story_numbers
from mediaeval.split import Article, Split

__all__ = ["FEW", "Contents", "Run", "describe", "titles_of"]

FEW = 10
"""Articles of a slice below which an interval by resampling them says nothing."""

_FOLDERS = re.compile(r"/([^/+]+/)+")  # of an absolute path, all but its last part
_HUBS = 7  # pictures of each count that are shown


@dataclass(frozen=True)
class Run:
    """A run with its place in the page.

    Args:
        number: from 0, in the order of the leaderboard.
        shown: what is known of it.
    """

    number: int
    shown: ShownRun

    @property
    def mark(self) -> str:
        """A to Z, then AA and so on."""
        letters = string.ascii_uppercase
        round_, place = divmod(self.number, len(letters))
        return (letters[round_ - 1] if round_ else "") + letters[place]

    @property
    def colour(self) -> int:
        """Number of its colour, from 1."""
        return self.number % len(SERIES) + 1

    @property
    def name(self) -> str:
        """Its name."""
        return self.shown.name

    @property
    def assumes(self) -> Sequence[str]:
        """What it takes for granted beyond each article by itself."""
        return self.shown.assumes

    @property
    def scored(self) -> bool:
        """Whether the ground truth is known."""
        return self.shown.result is not None

    @property
    def made(self) -> Sequence[tuple[str, str]]:
        """How it was made."""
        return made_of(self.shown)


@dataclass(frozen=True)
class Standing:
    """A row of the leaderboard.

    Args:
        row: as `mediaeval leaderboard` has it.
        run: the run of this report; None for a published one.
        source: number of its source, from 1, of a published one.
    """

    row: Row
    run: Run | None
    source: int | None


@dataclass(frozen=True)
class Standings:
    """The leaderboard of the split, the best first.

    Args:
        board: as `mediaeval leaderboard` makes it.
        rows: ours and published.
    """

    board: Board
    rows: Sequence[Standing]

    @property
    def compared(self) -> Measure:
        """The measure that runs are compared on."""
        return COMPARED

    @property
    def others(self) -> list[Measure]:
        """The measures beside the one that runs are compared on."""
        return [measure for measure in self.board.measures if measure != COMPARED]

    @property
    def assumes(self) -> bool:
        """Whether any run takes something for granted."""
        return any(standing.row.assumes for standing in self.rows)


@dataclass(frozen=True)
class SliceRow:
    """One slice: a cell for each scored run, None where none of its articles is scored."""

    value: str
    articles: int
    cells: Sequence[Figure | None]

    @property
    def enough(self) -> bool:
        """Whether it holds enough articles for an interval to mean anything."""
        return self.articles >= FEW


@dataclass(frozen=True)
class SliceTable:
    """One way to part the articles, with what the runs score in each part."""

    number: int
    slices: Slices
    rows: Sequence[SliceRow]


@dataclass(frozen=True)
class HubPicture:
    """A picture and the number of articles that it comes up for."""

    id: str
    before: int | None
    after: int


@dataclass(frozen=True)
class Hubs:
    """The hubs of one run, in each kind of lists that it has: before and after revision, or as they are."""

    run: Run
    kinds: Mapping[str, Occurrence]
    pictures: Sequence[HubPicture]


@dataclass(frozen=True)
class Shares:
    """How labels of pictures are shared out: by label, in the gallery and, for each run, first and among the first."""

    name: str
    rows: Sequence[tuple[str, Sequence[float]]]


@dataclass(frozen=True)
class Contents:
    """A report.

    Args:
        split: articles and gallery.
        truth: article id to image id; empty where it is not known.
        runs: in the order of the leaderboard.
        standings: the leaderboard; None where the ground truth is not known.
        figures: drawings.
        slices: ways to part the articles.
        hubs: of each run.
        hub_curves: drawn.
        shares: of each column of labels of pictures.
        labels: of the user's.
        without: why something is not there, a sentence each.
        notes: what a reader should know first, a sentence each.
    """

    split: Split
    truth: Mapping[str, str]
    runs: Sequence[Run]
    standings: Standings | None
    figures: Sequence[drawings.Drawing]
    slices: Sequence[SliceTable]
    hubs: Sequence[Hubs]
    hub_curves: drawings.Drawing
    shares: Sequence[Shares] = ()
    labels: Sequence[Labels] = ()
    without: Sequence[str] = ()
    notes: Sequence[str] = field(default=())

    @property
    def title(self) -> str:
        """The split's name, a folder by its last part: where it lies is nobody's business."""
        return _FOLDERS.sub("", self.split.name)

    @property
    def highest(self) -> float:
        """The highest end of a slice's interval: where the scale of their drawings ends."""
        cells = [cell for table in self.slices for row in table.rows if row.enough for cell in row.cells]
        return max((cell.interval.high for cell in cells if cell is not None), default=1.0) or 1.0

    @property
    def bounds(self) -> list[str]:
        """What ties of scores can move, a sentence each."""
        results = [run.shown.result for run in self.runs if run.shown.result is not None]
        return [line for result in results for line in bounds_lines(replace(result, split=self.title))]

    def noting(self, *notes: str) -> Contents:
        """The same report with further notes."""
        return replace(self, notes=(*self.notes, *notes))


def describe(
    split: Split,
    truth: Mapping[str, str] | None,
    shown: Sequence[ShownRun],
    labels: Sequence[Labels] = (),
    *,
    by_story: bool = False,
) -> Contents:
    """Compute all that a report says.

    Args:
        split: articles and gallery.
        truth: article id to image id; None where it is not known.
        shown: the runs, by name.
        labels: of the user's.
        by_story: intervals and tests take whole stories rather than single articles.

    Raises:
        MediaevalError: matplotlib is not installed.
    """
    ids = {article.id for article in split.articles}
    known = {article: image for article, image in (truth or {}).items() if article in ids}
    titles = {article.id: titles_of(article)[0] for article in split.articles}
    ranked_for = _ranked_for(split, shown) if by_story else None
    board = _board(split, shown, ranked_for)
    runs = _in_order(shown, board)
    results = {run.mark: run.shown.result for run in runs if run.shown.result is not None}
    language = by_language(titles)
    parted = [by_length(titles), *([language] if isinstance(language, Slices) else []), by_duplicates(titles, known)]
    parted += [by_label(own, known) for own in labels if own.subject == "article" or known]
    hubs = [_hubs(run, len(split.images)) for run in runs]
    return Contents(
        split=split,
        truth=known,
        runs=runs,
        standings=None if board is None else _standings(board, runs),
        figures=[] if board is None else _figures(results, board),
        slices=[
            SliceTable(number, slices, _slice_rows(slices, list(results.values()), ranked_for))
            for number, slices in enumerate(parted)
        ],
        hubs=hubs,
        hub_curves=drawings.hub_curves({own.run.mark: own.kinds for own in hubs}, SHOWN),
        shares=[_shares(own, runs, split) for own in labels if own.subject == "image"],
        labels=labels,
        without=[language] if isinstance(language, str) else [],
        notes=[
            f"{own.elsewhere:,} lines of the labels {own.name!r} name nothing of this split."
            for own in labels
            if own.elsewhere
        ],
    )


def titles_of(article: Article) -> list[str]:
    """The headlines of an article, the original first; one empty text where it has none."""
    fields = sorted((name != "title", name) for name in article.texts if name.startswith("title"))
    filled = [article.texts[name] for _, name in fields if article.texts[name].strip()]
    return list(dict.fromkeys(filled)) or [""]


def _ranked_for(split: Split, shown: Sequence[ShownRun]) -> dict[str, str]:
    """Article id to the title that tells its story: as the first run that kept its texts ranked for it."""
    for run in shown:
        if run.views:
            return {article: views[0] for article, views in run.views.items() if views}
    return {article.id: article.texts.get("titleEN") or article.texts.get("title", "") for article in split.articles}


def _board(split: Split, shown: Sequence[ShownRun], titles: Mapping[str, str] | None) -> Board | None:
    results = [run.result for run in shown if run.result is not None]
    if not results:
        return None
    return make_board(results, splits=[split.name], titles=None if titles is None else {split.name: titles})


def _in_order(shown: Sequence[ShownRun], board: Board | None) -> list[Run]:
    """The runs as the leaderboard has them, then those that have no score."""
    rows = [] if board is None else board.sections[0].rows
    place = {id(row.result): number for number, row in enumerate(rows)}
    ordered = sorted(shown, key=lambda run: place.get(id(run.result), len(place)))
    return [Run(number, run) for number, run in enumerate(ordered)]


def _standings(board: Board, runs: Sequence[Run]) -> Standings:
    of_result = {id(run.shown.result): run for run in runs if run.scored}
    rows = [
        Standing(row, of_result.get(id(row.result)), board.sources.index(row.published.source) + 1)
        if row.published
        else Standing(row, of_result.get(id(row.result)), None)
        for row in board.sections[0].rows
    ]
    return Standings(board, rows)


def _figures(results: Mapping[str, Result], board: Board) -> list[drawings.Drawing]:
    own = [row.figures[COMPARED] for row in board.sections[0].rows if row.result is not None]
    return [
        drawings.recall_curve(results),
        drawings.intervals(dict(zip(results, own, strict=True)), COMPARED),
        drawings.rank_histogram(results),
    ]


def _slice_rows(slices: Slices, results: Sequence[Result], titles: Mapping[str, str] | None) -> list[SliceRow]:
    rows = []
    for value in slices.order:
        articles = set(slices.articles(value))
        parts = [_part(result, articles) for result in results]
        cells: list[Figure | None] = [None] * len(parts)
        if parts and parts[0].articles:
            stories = None if titles is None else story_numbers(parts[0].articles, titles)
            cells = [own[COMPARED] for own in measured(parts, [COMPARED], stories)]
        rows.append(SliceRow(value, len(articles), cells))
    return rows


def _part(result: Result, articles: set[str]) -> Result:
    """The result of some of its articles."""
    at = [place for place, article in enumerate(result.articles) if article in articles]
    return replace(
        result,
        articles=[result.articles[place] for place in at],
        ranks=result.ranks[at],
        optimistic=None,
        pessimistic=None,
    )


def _hubs(run: Run, images: int) -> Hubs:
    after = count_occurrences(run.shown.lists.values(), images)
    kinds = {"as they are": after}
    if run.shown.unrevised:
        kinds = {"before revision": count_occurrences(run.shown.unrevised.values(), images), "after revision": after}
    before = kinds.get("before revision")
    return Hubs(
        run,
        kinds,
        [
            HubPicture(image, None if before is None else before.counts.get(image, 0), after.counts.get(image, 0))
            for image in leading(list(kinds.values()), _HUBS)
        ],
    )


def _shares(labels: Labels, runs: Sequence[Run], split: Split) -> Shares:
    """The share of each label, over the pictures that have one."""
    columns = [[image.id for image in split.images]]
    for run in runs:
        columns.append([images[0] for images in run.shown.lists.values() if images])
        columns.append([image for images in run.shown.lists.values() for image in images])
    counts = [Counter(labels.values[image] for image in column if image in labels.values) for column in columns]
    names = sorted(counts[0], key=lambda name: (-counts[0][name], name))
    return Shares(labels.name, [(name, [own[name] / max(1, own.total()) for own in counts]) for name in names])

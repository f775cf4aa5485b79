"""The figures of a report, drawn by matplotlib, each wide and narrow: what is legible on a desk is not on a phone.

Runs go by their marks, A, B and so on, as everywhere in the page: a run's name is data and may be long. No figure tells
runs apart by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mediaeval.errors import MediaevalError
from mediaeval.report.hubs import Occurrence
from mediaeval.report.svg import FAINT, INK, inline_svg, series
from mediaeval.results.figures import Figure
from mediaeval.results.metrics import Measure
from mediaeval.results.result import Result
from mediaeval.results.rounding import printed, printed_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Sheet

__all__ = ["BINS", "CUTOFFS", "Drawing", "hub_curves", "intervals", "rank_histogram", "recall_curve"]

CUTOFFS = (1, 2, 3, 5, 10, 20, 50, 100)
"""Places at which the recall curve has a mark, and its table a column."""

BINS = ((1, 1), (2, 3), (4, 5), (6, 10), (11, 20), (21, 50), (51, 100))
"""First and last rank of each bar; a last bar holds what is beyond, or not found."""

_DASHES: Sequence[Any] = ("-", (0, (6, 2)), (0, (2, 2)), (0, (6, 2, 1, 2)), (0, (10, 3)))
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_NARROW, _HALF, _MOST, _WHOLE = 340, 420, 680, 1130  # widths in units, of which each is a pixel at full size
_MANY = 6  # runs from which on a legend has two columns


@dataclass(frozen=True)
class Drawing:
    """A figure and what it shows as a table.

    Args:
        name: what it goes by in the page.
        title: its caption.
        about: what it shows, in a sentence.
        svg: wide, then narrow.
        head: of the table's columns.
        rows: of the table, the first cell a heading.
    """

    name: str
    title: str
    about: str
    svg: Sequence[str]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def recall_curve(results: Mapping[str, Result]) -> Drawing:
    """Recall@K for K from 1 to 100, a line for each run; by mark."""
    ks = range(1, CUTOFFS[-1] + 1)
    curves = {mark: [Measure("Recall", k)(result.ranks) for k in ks] for mark, result in results.items()}

    def draw(sheet: Sheet, width: int) -> None:
        axes = sheet.subplots()
        for number, (mark, values) in enumerate(curves.items()):
            axes.plot(ks, values, label=mark, linewidth=1.6, markersize=5, **_style(number), markevery=_places(CUTOFFS))
        axes.set_xscale("log")
        ticks = CUTOFFS if width > _NARROW else (1, 5, 10, 50, 100)
        axes.set_xticks(ticks, [str(k) for k in ticks])
        axes.tick_params(axis="x", which="minor", length=0)
        axes.set_ylim(0, 1.02)
        axes.set_xlabel("K: pictures of the list that are looked at")
        axes.set_ylabel("Recall@K")
        axes.grid(color=FAINT)
        columns = 1 + (len(curves) > _MANY)
        axes.legend(loc="lower right", frameon=False, labelcolor=INK, ncols=columns, handlelength=3.2)
        _bare(axes, "left", "bottom")

    return _drawing(
        "recall",
        "Recall over K",
        "The share of articles whose picture stands among the first K of the list, for K from 1 to 100.",
        draw,
        [(_MOST, 380), (_NARROW, 300)],
        ["Run", *(f"K = {k}" for k in CUTOFFS)],
        [[mark, *(printed(values[k - 1]) for k in CUTOFFS)] for mark, values in curves.items()],
    )


def rank_histogram(results: Mapping[str, Result]) -> Drawing:
    """How many articles have their picture at which ranks: a panel for each run; by mark."""
    counts = {mark: _counts(result) for mark, result in results.items()}
    names = [f"{low}" if low == high else f"{low}-{high}" for low, high in BINS] + ["later"]
    highest = max(max(own) for own in counts.values())

    def draw(sheet: Sheet, width: int) -> None:
        panels = _panels(sheet, len(counts), width)
        for number, (axes, (mark, own)) in enumerate(zip(panels, counts.items(), strict=True)):
            bars = axes.bar(names, own, color=series(number), width=0.82)
            axes.bar_label(bars, color=INK, fontsize=11, padding=1)
            axes.set_title(f"Run {mark}", loc="left", color=INK, fontsize=13)
            axes.set_ylim(0, highest * 1.14)
            axes.tick_params(axis="x", rotation=90, labelbottom=True)
            axes.yaxis.set_visible(False)
            _bare(axes, "bottom")

    return _drawing(
        "ranks",
        "Ranks of the right picture",
        f"The number of articles by the rank of their picture; 'later' is beyond {BINS[-1][1]}, or not in the list.",
        draw,
        [(width, 180 * _rows(len(counts), width)) for width in (_WHOLE, _NARROW)],
        ["Run", *(f"Rank {name}" if name != "later" else "Later" for name in names)],
        [[mark, *map(str, own)] for mark, own in counts.items()],
    )


def intervals(figures: Mapping[str, Figure], measure: Measure) -> Drawing:
    """A measure of each run with its interval, the best above; by mark."""

    def draw(sheet: Sheet, width: int) -> None:  # noqa: ARG001 - as tall as it has runs, whatever the width
        axes = sheet.subplots()
        places = range(len(figures), 0, -1)
        for number, (place, own) in enumerate(zip(places, figures.values(), strict=True)):
            axes.plot([own.interval.low, own.interval.high], [place, place], color=series(number), linewidth=2.4)
            axes.plot([own.value], [place], markersize=8, **_style(number))
        axes.set_yticks(list(places), list(figures))
        axes.set_ylim(0.4, len(figures) + 0.6)
        axes.set_xlabel(str(measure))
        axes.locator_params(axis="x", nbins=5)
        axes.grid(axis="x", color=FAINT)
        axes.tick_params(axis="y", length=0)
        _bare(axes, "left", "bottom")

    level = next(iter(figures.values())).interval.level
    height = 62 + 30 * len(figures)
    return _drawing(
        "intervals",
        f"{measure} with its interval",
        f"{measure} of each run, with the interval that holds it at a confidence of {level:.0%}.",
        draw,
        [(_HALF, height), (_NARROW, height)],
        ["Run", str(measure), "Interval"],
        [[mark, own.text, printed_interval(own.interval)] for mark, own in figures.items()],
    )


def hub_curves(hubs: Mapping[str, Mapping[str, Occurrence]], depth: int) -> Drawing:
    """How often each picture of the gallery comes up, from the greatest hub on: a panel for each run.

    Args:
        hubs: by mark of the run, and then by the kind of its lists, such as before and after revision.
        depth: of the lists that are counted.
    """
    curves = {mark: {kind: _sorted_counts(one) for kind, one in own.items()} for mark, own in hubs.items()}
    highest = max(max(1, int(values[0])) for own in curves.values() for values in own.values())

    def draw(sheet: Sheet, width: int) -> None:
        panels = _panels(sheet, len(curves), width)
        for number, (axes, (mark, own)) in enumerate(zip(panels, curves.items(), strict=True)):
            for last, (kind, values) in enumerate(own.items(), start=1 - len(own)):
                share = (np.arange(len(values)) + 1) / len(values) * 100
                colour, dashes = (INK, ":") if last else (series(number), "-")
                axes.plot(*_thinned(share, values), linewidth=1.8, label=kind, color=colour, linestyle=dashes)
            axes.set_title(f"Run {mark}", loc="left", color=INK, fontsize=13)
            axes.set_ylim(0, highest * 1.05)
            axes.set_xticks([0, 50, 100], ["0", "50", "100%"])
            axes.tick_params(axis="both", labelbottom=True, labelleft=True)
            axes.locator_params(axis="y", nbins=4)
            axes.grid(color=FAINT)
            axes.legend(frameon=False, labelcolor=INK, fontsize=12, loc="upper right")
            _bare(axes, "left", "bottom")

    parts = (100, 99, 90, 50, 10, 0)
    return _drawing(
        "hubs",
        "How often pictures come up",
        f"The number of articles that have a picture among their first {depth}, over all pictures of the gallery, the "
        "greatest hub first.",
        draw,
        [(width, 190 * _rows(len(curves), width)) for width in (_WHOLE, _NARROW)],
        ["Run", "Lists", "Greatest", "99% are at or below", "90%", "50%", "10%", "Least"],
        [
            [mark, kind, *(f"{np.percentile(values, part, method='inverted_cdf'):,.0f}" for part in parts)]
            for mark, own in curves.items()
            for kind, values in own.items()
        ],
    )


def _counts(result: Result) -> list[int]:
    """Articles in each of :data:`BINS`, and the rest."""
    inside = [int(((result.ranks >= low) & (result.ranks <= high)).sum()) for low, high in BINS]
    return [*inside, len(result.articles) - sum(inside)]


def _sorted_counts(occurrence: Occurrence) -> np.ndarray[Any, np.dtype[np.int64]]:
    """``(D,)`` k-occurrences of all images, the highest first."""
    values = np.zeros(occurrence.images, dtype=np.int64)
    values[: len(occurrence.counts)] = sorted(occurrence.counts.values(), reverse=True)
    return values


def _thinned(x: Any, y: Any) -> tuple[Any, Any]:
    """A falling staircase without the points between two that are as high as they are."""
    kept = np.ones(len(y), dtype=bool)
    kept[1:-1] = (y[1:-1] != y[:-2]) | (y[1:-1] != y[2:])
    return x[kept], y[kept]


def _style(number: int) -> dict[str, Any]:
    """What tells a run's line from others."""
    dashes, marker = _DASHES[number % len(_DASHES)], _MARKERS[number % len(_MARKERS)]
    return {"color": series(number), "linestyle": dashes, "marker": marker}


def _places(cutoffs: Sequence[int]) -> list[int]:
    return [k - 1 for k in cutoffs]


def _columns(panels: int, width: int) -> int:
    return min(panels, 2 if width == _NARROW else 5)


def _rows(panels: int, width: int) -> int:
    return -(-panels // _columns(panels, width))


def _panels(sheet: Sheet, panels: int, width: int) -> list[Axes]:
    """Axes side by side with one scale."""
    grid = sheet.subplots(_rows(panels, width), _columns(panels, width), squeeze=False, sharex=True, sharey=True)
    for axes in grid.flat[panels:]:
        axes.set_visible(False)
    return list(grid.flat[:panels])


def _drawing(
    name: str,
    title: str,
    about: str,
    draw: Callable[[Sheet, int], None],
    sizes: Sequence[tuple[int, int]],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> Drawing:
    """A figure in its two sizes.

    Raises:
        MediaevalError: matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure as NewSheet
    except ImportError as error:
        raise MediaevalError(
            f"a report's figures need matplotlib, which is not installed ({error}).",
            hint="Install it: pip install 'mediaeval[report]'",
        ) from None
    coloured = ("axes.edgecolor", "axes.labelcolor", "text.color", "xtick.color", "ytick.color")
    settings: Any = {"font.size": 13, "axes.axisbelow": True, **dict.fromkeys(coloured, INK)}
    svg = []
    with mpl.rc_context():
        mpl.rcdefaults()  # not as a file of the user's says
        mpl.rcParams.update(settings)
        for (width, height), kind in zip(sizes, ("wide", "narrow"), strict=True):
            sheet = NewSheet(figsize=(width / 72, height / 72), dpi=72, layout="constrained", facecolor="none")
            draw(sheet, width)
            svg.append(inline_svg(sheet, f"{name}-{kind}", title, about, kind))
    return Drawing(name, title, about, svg, head, rows)


def _bare(axes: Axes, *sides: str) -> None:
    """Axes without a frame but for some sides."""
    axes.set_facecolor("none")
    for side, spine in axes.spines.items():
        spine.set_visible(side in sides)

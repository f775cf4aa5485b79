"""A comparison of two runs for people."""

from __future__ import annotations

from collections.abc import Iterator

from mediaeval.results.comparison import Comparison, Contrast
from mediaeval.results.intervals import LEVEL as CONFIDENCE
from mediaeval.results.intervals import RESAMPLES
from mediaeval.results.rounding import printed, printed_difference, printed_interval, printed_p
from mediaeval.results.significance import PERMUTATIONS
from mediaeval.results.stories import STORY_RULE

__all__ = ["comparison_lines"]

_SHOWN_TITLE = 60


def comparison_lines(found: Comparison) -> Iterator[str]:
    """Figures, differences and tests as a table, and the articles that moved most."""
    from tabulate import tabulate

    first, second = found.first, found.second
    yield f"{first.split}: {second.run} compared with {first.run}, {len(first.articles):,} articles"
    for run, count in zip((first.run, second.run), found.left_out, strict=True):
        if count:
            yield f"note: {run} has {count:,} further articles with ground truth; they are left out here."
    yield ""
    by_story = found.stories is not None
    interval = f"{CONFIDENCE:.0%} interval"
    headers = ["Measure", first.run, second.run, "Difference", interval, *(["By story"] if by_story else [])]
    yield tabulate(
        [_cells(contrast) for contrast in found.contrasts],
        headers=[*headers, "Better/worse", "Test", "p", "p (Holm)"],
        disable_numparse=True,
        stralign="left",
    )
    yield ""
    yield f"Difference: {second.run} minus {first.run}. Intervals: percentile bootstrap, {RESAMPLES:,} drawings."
    if by_story:
        yield f"By story: {found.stories:,} stories are drawn in place of articles. One story: {STORY_RULE}."
    yield (
        f"Tests are paired by article: {PERMUTATIONS:,} sign flips for MRR, McNemar's exact test for Recall. "
        "p (Holm) is corrected over the rows of this table."
    )
    for title, moved in ((f"Most gained with {second.run}", found.up), (f"Most lost with {second.run}", found.down)):
        yield f"\n{title}:"
        if not moved:
            yield "  nothing"
        for one in moved:
            title_ = f"  {one.title[:_SHOWN_TITLE]}" if one.title else ""
            yield f"  {_rank(one.first):>9} -> {_rank(one.second):<9} {one.article}{title_}"


def _cells(contrast: Contrast) -> list[str]:
    story = contrast.interval_by_story
    return [
        str(contrast.measure),
        printed(contrast.first),
        printed(contrast.second),
        printed_difference(contrast.difference),
        printed_interval(contrast.interval),
        *([printed_interval(story)] if story else []),
        f"{contrast.better}/{contrast.worse}",
        contrast.test,
        printed_p(contrast.p_value),
        printed_p(contrast.corrected),
    ]


def _rank(rank: int) -> str:
    return str(rank) if rank else "not found"

r"""How far a published figure might be off by its sample of articles alone, where single articles are not known.

A published Recall@K is a count over N articles: its interval is Wilson's (JASA 22, 1927). A published MRR is a mean of
values between 0 and 1 whose spread was not published; but how many images stood within the first 5, 10, 50 and 100
was, and with the mean itself that bounds the spread from above.

Let the cut-offs part the ranks into intervals from :math:`a_b` to :math:`z_b`, each with the share :math:`m_b` of the
articles. The mean of squares is largest when every reciprocal rank is at an end of its interval, :math:`1/a_b` or
:math:`1/z_b`, and as many as the mean allows are at the upper end of the first intervals, because :math:`x^2` rises by
:math:`1/a_b + 1/z_b` for each unit of :math:`x` between the two. That gives the largest standard deviation that agrees
with what was published.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import NormalDist

from mediaeval.results.intervals import LEVEL, Interval
from mediaeval.results.metrics import Measure

__all__ = ["largest_deviation", "sampling_intervals", "wilson"]


def sampling_intervals(
    figures: Mapping[Measure, float], articles: int, level: float = LEVEL
) -> dict[Measure, Interval]:
    """The interval of each published figure of one run.

    Args:
        figures: what was published, of one run on one split.
        articles: over how many articles.
        level: of confidence.
    """
    recalls = {measure.cutoff: value for measure, value in figures.items() if measure.kind == "Recall"}
    z = NormalDist().inv_cdf((1 + level) / 2)
    found = {}
    for measure, value in figures.items():
        if measure.kind == "Recall":
            found[measure] = wilson(value, articles, level)
        else:
            half = z * largest_deviation(value, measure.cutoff, recalls) / math.sqrt(articles)
            found[measure] = Interval(max(0.0, value - half), min(1.0, value + half), level)
    return found


def wilson(share: float, articles: int, level: float = LEVEL) -> Interval:
    """Wilson's interval of a share of ``articles``."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    scale = 1 + z * z / articles
    middle = share + z * z / (2 * articles)
    half = z * math.sqrt(share * (1 - share) / articles + z * z / (4 * articles * articles))
    return Interval(max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale), level)


def largest_deviation(mean: float, cutoff: int, recalls: Mapping[int, float]) -> float:
    """The largest standard deviation of reciprocal ranks with this mean and these shares within cut-offs.

    Args:
        mean: MRR at ``cutoff``.
        cutoff: beyond it a reciprocal rank is 0.
        recalls: cut-off to Recall at it; any, or none. Those above ``cutoff`` say nothing.
    """
    known = {1: 0.0, **{k + 1: share for k, share in sorted(recalls.items()) if k < cutoff}}
    firsts = list(known)
    lasts = [first - 1 for first in firsts[1:]] + [cutoff]
    shares = [*list(known.values())[1:], recalls.get(cutoff, 1.0)]
    least, squares, room = 0.0, 0.0, []
    within = 0.0
    for first, last, share in zip(firsts, lasts, shares, strict=True):
        mass = max(0.0, share - within)
        within = max(within, share)
        # Where Recall at the cut-off itself is not known, whoever is in the last interval may not have been found.
        low = 0.0 if last == cutoff and cutoff not in recalls else 1 / last
        least += mass * low
        squares += mass * low**2
        room.append((mass, low, 1 / first))
    left = max(0.0, mean - least)
    for mass, low, high in room:
        moved = min(left, mass * (high - low))
        squares += moved * (low + high)
        left -= moved
    return math.sqrt(max(0.0, squares - mean * mean))

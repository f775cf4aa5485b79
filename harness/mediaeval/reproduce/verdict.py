"""How near a run came to what it should score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from mediaeval.reproduce.expected import Expected, Tolerance
from mediaeval.results.metrics import Measure
from mediaeval.results.result import Result
from mediaeval.results.rounding import printed

__all__ = ["Gap", "Judged", "Verdict", "judge"]


class Verdict(StrEnum):
    """How near, from best to worst."""

    OK = "ok"
    CLOSE = "close"
    OFF = "off"


@dataclass(frozen=True)
class Gap:
    """One figure beside what it should be.

    Args:
        measure: of what.
        expected: the digits that were published or measured.
        here: the figure of this machine.
        articles: how far off, in articles, beyond what the expected figure's rounding leaves open; with its sign.
        verdict: how near that is.
    """

    measure: Measure
    expected: str
    here: float
    articles: float
    verdict: Verdict

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON values."""
        return {
            "measure": str(self.measure),
            "expected": self.expected,
            "here": self.here,
            "printed": printed(self.here),
            "articles": self.articles,
            "verdict": str(self.verdict),
        }


@dataclass(frozen=True)
class Judged:
    """A run that was made here, beside what it should score.

    Args:
        expected: what it should score.
        result: what it scored.
        gaps: a figure each.
    """

    expected: Expected
    result: Result
    gaps: Sequence[Gap]

    @property
    def verdict(self) -> Verdict:
        """That of the figure that is farthest off."""
        order = list(Verdict)
        return max((gap.verdict for gap in self.gaps), key=order.index)

    @property
    def good(self) -> bool:
        """Whether nothing is off."""
        return self.verdict is not Verdict.OFF


def judge(expected: Expected, result: Result, tolerance: Tolerance) -> Judged:
    """Compare a result with what was expected; both are over the same number of articles.

    A difference of a figure is worth ``difference * articles`` articles: for Recall, so many images more or fewer
    within the cut-off; for MRR, so many images moved between first place and none. A figure that was rounded to ``d``
    decimals may have been half of the last one higher or lower, and only what is beyond that counts.
    """
    gaps = []
    for measure, text in expected.figures.items():
        here = measure(result.ranks)
        slack = float(Decimal(1).scaleb(-_decimals(text))) / 2
        difference = here - float(text)
        beyond = max(0.0, abs(difference) - slack) * expected.articles
        articles = round(beyond if difference > 0 else -beyond, 6) + 0.0  # -0 is 0
        gaps.append(Gap(measure, text, here, articles, _verdict(articles, expected.articles, tolerance)))
    return Judged(expected, result, gaps)


def _verdict(gap: float, articles: int, tolerance: Tolerance) -> Verdict:
    if abs(gap) <= tolerance.ok:
        return Verdict.OK
    return Verdict.CLOSE if abs(gap) <= tolerance.close_articles(articles) else Verdict.OFF


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])

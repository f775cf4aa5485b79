from __future__ import annotations

import numpy as np
import pytest

from mediaeval.reproduce.expected import Expected, Tolerance
from mediaeval.reproduce.verdict import Verdict, judge
from mediaeval.results.metrics import Measure
from mediaeval.results.result import Result, printed

R5, MRR = Measure.parse("Recall@5"), Measure.parse("MRR@100")
TOLERANCE = Tolerance(ok=2, close=0.01)


def result(found: int, articles: int = 1500) -> Result:
    """So many images in first place, the others nowhere."""
    return Result("run", "s", [str(n) for n in range(articles)], (np.arange(articles) < found).astype(np.int64))


def expected(figures: dict[Measure, str], articles: int = 1500) -> Expected:
    return Expected("run", "s", articles, figures, "somewhere", published=True)


@pytest.mark.parametrize(
    ("found", "gap", "verdict"),
    [
        (1000, 0, Verdict.OK),
        (1002, 2, Verdict.OK),
        (998, -2, Verdict.OK),
        (1003, 3, Verdict.CLOSE),
        (985, -15, Verdict.CLOSE),
        (1016, 16, Verdict.OFF),
        (500, -500, Verdict.OFF),
    ],
)
def test_a_recall_is_off_by_whole_articles(found: int, gap: float, verdict: Verdict) -> None:
    wanted = expected({R5: printed(1000 / 1500)})
    judged = judge(wanted, result(found), TOLERANCE)
    assert (judged.verdict, judged.good) == (verdict, verdict is not Verdict.OFF)
    assert judged.gaps[0].articles == pytest.approx(gap, abs=0.02)  # 1500 articles times half of the last digit: 0.0075


def test_every_number_of_images_is_told_from_its_printed_share() -> None:
    for found in range(0, 1501, 7):
        assert judge(expected({R5: printed(found / 1500)}), result(found), TOLERANCE).gaps[0].articles == 0


def test_what_was_rounded_away_is_not_held_against_a_run() -> None:
    """0.343 over 8,017 articles is anything from 2,745.8 to 2,753.8 of them."""
    wanted = expected({MRR: "0.343"}, 8017)
    assert judge(wanted, result(2753, 8017), TOLERANCE).gaps[0].articles == 0
    assert judge(wanted, result(2756, 8017), TOLERANCE).gaps[0].articles == pytest.approx(2.16, abs=0.01)
    assert judge(wanted, result(2700, 8017), TOLERANCE).verdict is Verdict.CLOSE


def test_the_worst_figure_decides() -> None:
    wanted = expected({R5: printed(1000 / 1500), MRR: printed(1010 / 1500)})
    judged = judge(wanted, result(1001), TOLERANCE)
    assert [gap.verdict for gap in judged.gaps] == [Verdict.OK, Verdict.CLOSE]
    assert judged.verdict is Verdict.CLOSE
    assert judged.gaps[1].to_json()["printed"] == printed(1001 / 1500)

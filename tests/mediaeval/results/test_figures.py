from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mediaeval.results.figures import families, measured, published
from mediaeval.results.intervals import bootstrap
from mediaeval.results.metrics import OFFICIAL, Measure
from mediaeval.results.result import Result, printed
from mediaeval.results.sampling import wilson


def result(name: str, seed: int, truth: str = "t", articles: int = 60, split: str = "s") -> Result:
    ranks = np.random.default_rng(seed).integers(0, 30, articles)
    return Result(name, split, [str(n) for n in range(articles)], ranks, truth=truth)


def test_figures_are_the_results_with_its_intervals() -> None:
    family = [result("a", 1), result("b", 2)]
    for own, cells in zip(family, measured(family, OFFICIAL), strict=True):
        assert list(cells) == list(OFFICIAL)
        for measure, figure in cells.items():
            alone = bootstrap(own.per_article(measure))
            assert (figure.value, figure.text) == (own.figures()[str(measure)], printed(measure(own.ranks)))
            assert (figure.interval.low, figure.interval.high) == (pytest.approx(alone.low), pytest.approx(alone.high))


def test_published_figures_keep_their_digits() -> None:
    recall, mrr = Measure("Recall", 5), Measure("MRR", 100)
    found = published({recall: "0.6919", mrr: "0.343"}, 8017)
    assert (found[recall].text, found[recall].value, found[recall].interval) == ("0.6919", 0.6919, wilson(0.6919, 8017))
    assert found[mrr].interval.low < 0.343 < found[mrr].interval.high
    assert found[mrr].to_json()["printed"] == "0.343"


def test_results_are_compared_on_the_same_articles_and_ground_truth_alone() -> None:
    a, b = result("a", 1), result("b", 2)
    fewer, other = result("c", 3, articles=50), result("d", 4, truth="u")
    unknown, elsewhere = result("e", 5, truth=""), result("f", 6, split="r")
    names = [[one.run for one in family] for family in families([a, fewer, b, other, unknown, elsewhere])]
    assert names == [["a", "b"], ["d"], ["e"], ["c"], ["f"]]
    assert [len(family) for family in families([a, replace(unknown, run="x"), b])] == [3]

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mediaeval.errors import DataError
from mediaeval.results.comparison import compare
from mediaeval.results.comparison_text import comparison_lines
from mediaeval.results.intervals import bootstrap
from mediaeval.results.metrics import COMPARED, OFFICIAL, Measure
from mediaeval.results.result import Result
from mediaeval.results.significance import holm, mcnemar, sign_flip

ARTICLES = [f"a{n:03d}" for n in range(300)]
TITLES = {article: f"Headline {n // 3}x {n // 3}y {n // 3}z" for n, article in enumerate(ARTICLES)}


@pytest.fixture
def first() -> Result:
    return Result("first", "2023:RT", ARTICLES, np.random.default_rng(1).integers(0, 40, 300), truth="t")


@pytest.fixture
def second(first: Result) -> Result:
    rng = np.random.default_rng(2)
    ranks = np.where(rng.random(300) < 0.3, np.maximum(first.ranks - rng.integers(0, 20, 300), 1), first.ranks)
    return replace(first, run="second", ranks=ranks)


def test_each_measure_is_tested_by_its_own_test(first: Result, second: Result) -> None:
    found = compare(first, second, TITLES)
    p_values = []
    for contrast, measure in zip(found.contrasts, OFFICIAL, strict=True):
        one, two = first.per_article(measure), second.per_article(measure)
        difference = two - one
        test = mcnemar if measure.kind == "Recall" else sign_flip
        p_values.append(test(one, two))
        assert (contrast.measure, contrast.p_value) == (measure, p_values[-1])
        assert contrast.difference == pytest.approx(difference.mean())
        alone = bootstrap(difference)
        assert (contrast.interval.low, contrast.interval.high) == (pytest.approx(alone.low), pytest.approx(alone.high))
        by_story = bootstrap(difference, groups=np.arange(300) // 3)
        assert contrast.interval_by_story is not None
        assert contrast.interval_by_story.low == pytest.approx(by_story.low)
        assert (contrast.better, contrast.worse) == ((difference > 0).sum(), (difference < 0).sum())
    assert [contrast.corrected for contrast in found.contrasts] == holm(p_values)
    assert found.stories == 100


def test_the_articles_that_moved_most_are_named_both_ways(first: Result, second: Result) -> None:
    second.ranks[7], first.ranks[7] = 1, 0
    second.ranks[8], first.ranks[8] = 0, 1
    second.ranks[9], first.ranks[9] = 50, 1
    found = compare(first, second, {"a007": "Found at last"}, moved=3)
    assert vars(found.up[0]) == {"article": "a007", "title": "Found at last", "first": 0, "second": 1, "gain": 1.0}
    assert [(one.article, one.first, one.second) for one in found.down[:2]] == [("a008", 1, 0), ("a009", 1, 50)]
    gains = second.per_article(COMPARED) - first.per_article(COMPARED)
    assert [one.gain for one in found.up] == sorted(gains, reverse=True)[:3]


def test_only_common_articles_count_and_the_rest_is_said(first: Result, second: Result) -> None:
    keep = np.arange(299, 20, -1)
    fewer = replace(second, articles=[ARTICLES[n] for n in keep], ranks=second.ranks[keep], truth="other")
    found = compare(first, fewer)
    assert found.left_out == (21, 0)
    assert found.second.articles == found.first.articles == ARTICLES[21:]
    assert found.contrasts[0].second == Measure("Recall", 5)(second.ranks[21:])
    assert "note: first has 21 further articles with ground truth; they are left out here." in comparison_lines(found)


def test_what_cannot_be_compared_is_refused(first: Result, second: Result) -> None:
    with pytest.raises(DataError, match="first is on 2023:RT, and second on 2021:KStA"):
        compare(first, replace(second, split="2021:KStA"))
    with pytest.raises(DataError, match="scored on two ground truths") as caught:
        compare(first, replace(second, truth="u"))
    assert "--qrels" in str(caught.value)
    with pytest.raises(DataError, match="no article with ground truth in common"):
        compare(first, replace(second, articles=[f"b{n}" for n in range(300)]))


def test_equal_runs_differ_in_nothing(first: Result) -> None:
    found = compare(first, replace(first, run="again"))
    assert {contrast.p_value for contrast in found.contrasts} == {1.0}
    lines = list(comparison_lines(found))
    assert lines.count("  nothing") == 2
    assert "By story" not in lines[2]


def test_people_read_what_programs_read(first: Result, second: Result) -> None:
    found = compare(first, second, TITLES, moved=1)
    text, data = "\n".join(comparison_lines(found)), found.to_json()
    mrr = data["measures"][-1]
    assert mrr["measure"] == "MRR@100"
    for value in (mrr["first"], mrr["second"]):
        assert f" {value:.5f} " in text
    assert f"{mrr['difference']:+.5f}" in text
    assert f"[{mrr['interval'][0]:.3f}, {mrr['interval'][1]:.3f}]" in text
    assert f"-> {data['up'][0]['second']:<9} {data['up'][0]['article']}  {TITLES[data['up'][0]['article']]}" in text

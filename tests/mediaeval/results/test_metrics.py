from __future__ import annotations

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from mediaeval.errors import MediaevalError
from mediaeval.results.metrics import OFFICIAL, Measure, list_ranks, ranks_in


@given(st.sampled_from(["MRR", "Recall"]), st.integers(1, 10_000))
def test_a_measure_is_its_name(kind: str, cutoff: int) -> None:
    measure = Measure(kind, cutoff)
    assert Measure.parse(str(measure)) == measure


@pytest.mark.parametrize("name", ["MRR", "mrr@10", "Recall@", "nDCG@10", "Recall@0", "Recall@-1"])
def test_another_name_is_refused(name: str) -> None:
    with pytest.raises(MediaevalError):
        Measure.parse(name)


def test_figures_equal_pytrec_eval() -> None:
    rng = np.random.default_rng(5)
    articles = [f"q{n}" for n in range(300)]
    images = [f"i{n}" for n in range(400)]
    lists = {a: rng.permutation(images)[:100].tolist() for a in articles}
    truth = {a: str(rng.choice(images)) for a in articles}
    ranks = list_ranks(lists, truth, articles)
    evaluator = pytrec_eval.RelevanceEvaluator(
        {a: {truth[a]: 1} for a in articles}, {"recip_rank", "recall_5,10,50,100"}
    )
    theirs = evaluator.evaluate({a: {image: 1000.0 - r for r, image in enumerate(lists[a])} for a in articles})
    for measure in OFFICIAL:
        name = "recip_rank" if measure.kind == "MRR" else f"recall_{measure.cutoff}"
        expected = [theirs[a][name] for a in articles]
        assert measure.per_article(ranks) == pytest.approx(expected, abs=1e-12)
        assert measure(ranks) == pytest.approx(np.mean(expected), abs=1e-12)


def test_an_article_without_a_list_or_outside_it_counts_nothing() -> None:
    ranks = list_ranks({"a": ["x", "y"], "b": ["x"]}, {"a": "y", "b": "z", "c": "x"}, ["a", "b", "c"])
    assert ranks.tolist() == [2, 0, 0]
    assert Measure("MRR", 100)(ranks) == pytest.approx(0.5 / 3)


def test_a_rank_beyond_the_cut_counts_nothing() -> None:
    assert Measure("MRR", 100)(np.array([101])) == 0
    assert Measure("Recall", 5)(np.array([5, 6])) == 0.5


def test_the_random_baseline_is_the_published_one() -> None:
    """MRR .00346 and R@5 .00333 of 1,500 articles: the expectation over a uniform rank."""
    ranks = np.arange(1, 1501)
    assert round(Measure("MRR", 100)(ranks), 5) == 0.00346
    assert round(Measure("Recall", 5)(ranks), 5) == 0.00333


@given(
    st.integers(0, 6).flatmap(lambda k: st.lists(st.lists(st.integers(0, 9), min_size=k, max_size=k), min_size=1)),
    st.data(),
)
def test_numbers_and_ids_have_the_same_ranks(rows: list[list[int]], data: st.DataObject) -> None:
    target = data.draw(st.lists(st.integers(-1, 10), min_size=len(rows), max_size=len(rows)))
    columns = np.array(rows, dtype=np.intp).reshape(len(rows), -1)
    names = [f"a{n}" for n in range(len(rows))]
    lists = {name: [str(image) for image in row] for name, row in zip(names, rows, strict=True)}
    truth = {name: str(image) for name, image in zip(names, target, strict=True)}
    assert ranks_in(columns, np.array(target)).tolist() == list_ranks(lists, truth, names).tolist()

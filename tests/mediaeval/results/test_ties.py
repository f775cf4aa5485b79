from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mediaeval.results.metrics import COMPARED
from mediaeval.results.result import Result
from mediaeval.results.significance import holm, sign_flip
from mediaeval.results.ties import letters, tied_letters


@st.composite
def differences(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    runs = draw(st.integers(1, 8))
    pairs = list(itertools.combinations(range(runs), 2))
    return runs, [pair for pair in pairs if draw(st.booleans())]


@settings(deadline=None)
@given(differences())
def test_runs_share_a_letter_unless_they_differ(case: tuple[int, list[tuple[int, int]]]) -> None:
    runs, differ = case
    found = letters(runs, differ)
    assert all(found)
    for i, j in itertools.combinations(range(runs), 2):
        assert bool(set(found[i]) & set(found[j])) == ((i, j) not in differ)
    groups = [{run for run in range(runs) if letter in found[run]} for letter in set("".join(found))]
    assert not any(one < other for one in groups for other in groups)  # no letter says nothing
    assert "a" in found[0]


def test_no_run_and_many_runs_have_letters() -> None:
    assert letters(0, []) == []
    many = letters(60, itertools.combinations(range(60), 2))
    assert (many[0], many[25], many[26], many[51], many[52]) == ("a", "z", "A", "Z", "a1")


def results(shifts: list[float], split: str, articles: int = 400) -> list[Result]:
    rng = np.random.default_rng(5)
    base = rng.integers(1, 30, articles)
    found = []
    for n, shift in enumerate(shifts):
        ranks = np.maximum(1, base + (rng.random(articles) < shift) * rng.integers(1, 9, articles))
        found.append(Result(f"run{n}", split, [str(i) for i in range(articles)], ranks.astype(np.int64)))
    return found


def test_letters_follow_from_the_corrected_tests_of_all_splits() -> None:
    families = [results([0.0, 0.05, 0.5], "one"), results([0.0, 0.02, 0.3, 0.31], "two")]
    pairs = [(n, i, j) for n, family in enumerate(families) for i, j in itertools.combinations(range(len(family)), 2)]
    p_values = [
        sign_flip(families[n][i].per_article(COMPARED), families[n][j].per_article(COMPARED)) for n, i, j in pairs
    ]
    found = tied_letters(families, COMPARED)
    tied = [bool(set(found[n][i]) & set(found[n][j])) for n, i, j in pairs]
    assert tied == [p > 0.05 for p in holm(p_values)]
    assert any(tied)
    assert not all(tied)


def test_equal_runs_are_tied_and_a_lone_run_has_a_letter() -> None:
    (one,) = results([0.0], "one", 50)
    assert tied_letters([[one, one], [one], []], COMPARED) == [["a", "a"], ["a"], []]


def test_stories_count_as_one_witness() -> None:
    """Forty stories of ten articles each say less than 400 articles by themselves."""
    rng = np.random.default_rng(1)
    first = np.repeat(rng.integers(1, 9, 40), 10)
    second = np.repeat(np.maximum(1, first[::10] + rng.integers(-1, 3, 40)), 10)
    family = [Result(name, "one", [str(n) for n in range(400)], ranks) for name, ranks in (("a", first), ("b", second))]
    alone = sign_flip(*(result.per_article(COMPARED) for result in family))
    together = sign_flip(*(result.per_article(COMPARED) for result in family), groups=np.repeat(np.arange(40), 10))
    assert alone < together / 10

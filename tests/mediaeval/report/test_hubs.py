from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mediaeval.report.hubs import count_occurrences, leading


def test_the_skewness_is_scipys() -> None:
    rng = np.random.default_rng(0)
    lists = [[f"i{n}" for n in rng.zipf(1.7, 10) if n < 60] for _ in range(200)]
    occurrence = count_occurrences(lists, 60)
    every = np.zeros(60)
    every[: len(occurrence.counts)] = list(occurrence.counts.values())
    assert occurrence.skewness == pytest.approx(stats.skew(every))
    assert occurrence.mean == pytest.approx(every.mean())
    assert occurrence.highest == every.max()
    assert occurrence.never == (every == 0).sum()


def test_an_image_that_stands_twice_in_a_list_comes_up_once() -> None:
    assert count_occurrences([["a", "a", "b"], ["a"]], 3).counts == {"a": 2, "b": 1}


def test_equal_counts_have_no_skew() -> None:
    assert count_occurrences([["a"], ["b"]], 2).skewness == 0
    assert count_occurrences([], 4).never == 4


def test_leading_are_the_first_of_each_count() -> None:
    before = count_occurrences([["a", "b"], ["a", "b"], ["a"]], 5)
    after = count_occurrences([["c"], ["c"], ["d"]], 5)
    assert leading([before, after], 1) == ["a", "c"]
    assert leading([before, after], 2) == ["a", "b", "c", "d"]
    assert leading([count_occurrences([["y", "x"]], 2)], 2) == ["x", "y"]

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediaeval.errors import DataError
from mediaeval.results.metrics import Measure
from mediaeval.results.result import Result, bounds_lines, printed, table


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 1600, "0.00063"),
        (3 / 1600, "0.00188"),
        (0.0, "0.00000"),
        (1.0, "1.00000"),
        (1e-9, "0.00000"),
        (0.125, "0.12500"),
    ],
)
def test_figures_are_rounded_as_java_does(value: float, text: str) -> None:
    assert printed(value) == text


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_shares_round_half_up(share: tuple[int, int]) -> None:
    k, n = share
    exact = Decimal(k) / Decimal(n)
    if (exact * 10**6) % 10 == 5:  # a tie of the decimal value
        assert printed(k / n) == f"{exact.quantize(Decimal('0.00001'), ROUND_HALF_UP):f}"
    else:
        assert printed(k / n) == f"{k / n:.5f}"


def result() -> Result:
    ranks = [np.array(r, dtype=np.int64) for r in ([2, 0, 7], [1, 0, 7], [4, 0, 7])]
    return Result("run", "split", ["a", "b", "c"], *ranks)


def test_values_are_kept_for_each_article() -> None:
    assert result().per_article(Measure("MRR", 100)).tolist() == [1 / 2, 0, 1 / 7]
    assert result().to_json((Measure("Recall", 5),), per_article=True) == {
        "run": "run",
        "split": "split",
        "articles": 3,
        "assumes": [],
        "truth_sha256": None,
        "figures": {"Recall@5": 1 / 3},
        "bounds": {},
        "ranks": {"a": 2, "b": 0, "c": 7},
    }


def test_bounds_are_said_where_ties_can_move_a_figure() -> None:
    assert bounds_lines(result(), (Measure("MRR", 100), Measure("Recall", 5))) == [
        "run on split: MRR@100 is between 0.13095 and 0.38095, as ties are broken."
    ]
    assert "0.21429" in table([result()])


def test_a_runs_own_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "run.articles.parquet"
    columns = {"article": ["a", "b"], "rank": [1, 0], "rank_optimistic": [1, 0], "rank_pessimistic": [3, 0]}
    pq.write_table(pa.table(columns), path)
    found = Result.from_parquet(path, "run", "split")
    assert found is not None
    assert found.pessimistic is not None
    assert (found.articles, found.ranks.tolist(), found.pessimistic.tolist()) == (["a", "b"], [1, 0], [3, 0])
    assert found.columns(["b", "c", "a"])["rank"] == [0, None, 1]
    pq.write_table(pa.table({"article": ["b", "c", "a"], **found.columns(["b", "c", "a"])}), path)
    again = Result.from_parquet(path, "run", "split")
    assert again is not None
    assert (again.articles, again.ranks.tolist()) == (["b", "a"], [0, 1])
    pq.write_table(pa.table({"article": ["a"]}), path)
    assert Result.from_parquet(path, "run", "split") is None
    path.write_bytes(b"junk")
    with pytest.raises(DataError, match="is not a run's table"):
        Result.from_parquet(path, "run", "split")

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import mediaeval.scoring.duplicates
from mediaeval.scoring.duplicates import first_equals

matrices = hnp.arrays(
    np.float32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=30), elements=st.sampled_from([0.0, -0.0, 1.0])
)


@given(matrices)
def test_it_is_the_first_row_with_the_same_bytes(rows: np.ndarray) -> None:
    each = [row.tobytes() for row in rows]
    assert first_equals(rows).tolist() == [each.index(one) for one in each]


def test_rows_that_share_a_sum_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    class Same:
        def integers(self, *range_and_count: int, dtype: type) -> np.ndarray:
            return np.zeros(range_and_count[-1], dtype=dtype)

    monkeypatch.setattr(np.random, "default_rng", lambda *_: Same())
    rows = np.array([[1, 2], [2, 1], [1, 2]], dtype=np.float32)
    assert mediaeval.scoring.duplicates.first_equals(rows).tolist() == [0, 1, 0]

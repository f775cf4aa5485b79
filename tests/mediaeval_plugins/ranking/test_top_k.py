from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mediaeval_plugins.ranking.top_k import TopK

# Few distinct values, so that ties at the edge of the list are the rule.
matrices = hnp.arrays(
    np.float32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=30), elements=st.integers(-3, 3).map(float)
)


@given(matrices, st.integers(1, 40))
def test_it_is_the_head_of_a_stable_sort(scores: np.ndarray, depth: int) -> None:
    expected = np.argsort(-scores, axis=1, kind="stable")[:, :depth]
    assert (TopK().rank(scores, depth) == expected).all()


def test_a_small_gallery_gives_short_lists() -> None:
    assert TopK(100).depth == 100
    assert TopK(100).rank(np.zeros((2, 7)), 100).tolist() == [list(range(7))] * 2

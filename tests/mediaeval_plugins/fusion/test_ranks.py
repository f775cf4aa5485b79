from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import rankdata

from mediaeval_plugins.fusion.ranks import mean_ranks

shapes = hnp.array_shapes(min_dims=1, max_dims=3, max_side=12)


@given(hnp.arrays(np.float64, shapes, elements=st.sampled_from([-np.inf, -1.0, 0.0, 0.5, 2.0])))
def test_against_scipy(scores: np.ndarray) -> None:
    assert (mean_ranks(scores) == rankdata(-scores, axis=-1)).all()

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from mediaeval.results.result import Result


@pytest.fixture
def make_result() -> Callable[..., Result]:
    """A result whose ranks are a little worse with each ``step``."""

    def make(run: str, split: str = "2023:RT", *, step: float = 0.0, articles: int = 300, truth: str = "t") -> Result:
        rng = np.random.default_rng(4)
        base = rng.integers(1, 30, articles)
        worse = np.random.default_rng(5).random(articles) < step
        ranks = base + worse * rng.integers(1, 9, articles)
        assumes = ("transductive",) if step else ()
        ids = [f"a{n}" for n in range(articles)]
        return Result(run, split, ids, ranks.astype(np.int64), assumes=assumes, truth=truth)

    return make

from __future__ import annotations

import numpy as np

from mediaeval import Domain
from mediaeval_plugins.fusion.maximum import Maximum
from mediaeval_plugins.fusion.minimum import Minimum


def test_the_best_and_the_worst_view() -> None:
    scores = np.array([[[0.1, 0.5, -0.2]], [[0.3, 0.4, -np.inf]]])
    assert Maximum().aggregate(scores, Domain.RANK).tolist() == [[0.3, 0.5, -0.2]]
    assert Minimum().aggregate(scores, Domain.RANK).tolist() == [[0.1, 0.4, -np.inf]]

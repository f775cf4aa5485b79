from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from mediaeval import Domain
from mediaeval_plugins.fusion.rrf import ReciprocalRankFusion


@pytest.mark.parametrize("k", [60, 1])
def test_it_is_the_sum_of_reciprocal_ranks_over_truncated_lists(k: int) -> None:
    """Cormack, Clarke and Buettcher (SIGIR 2009), over the lists that hold an image."""
    rng = np.random.default_rng(0)
    lists = [rng.permutation(50)[:20].tolist() for _ in range(3)]
    expected: dict[int, float] = defaultdict(float)
    scores = np.full((3, 1, 50), -np.inf)
    for view, listed in enumerate(lists):
        for rank, image in enumerate(listed, 1):
            expected[image] += 1 / (k + rank)
            scores[view, 0, image] = -rank
    fused = ReciprocalRankFusion(k).aggregate(scores, Domain.RANK)[0]
    assert fused == pytest.approx([expected[image] for image in range(50)])


def test_swapped_images_tie_exactly_whatever_the_order_of_lists() -> None:
    scores = -np.array([[[1, 2, 3.0]], [[2, 3, 1]], [[3, 1, 2]]])
    assert len(set(ReciprocalRankFusion().aggregate(scores, Domain.RANK)[0])) == 1


def test_equal_pictures_stay_equal() -> None:
    scores = np.random.default_rng(0).random((2, 5, 8))
    scores[:, :, 6] = scores[:, :, 2]
    fused = ReciprocalRankFusion().aggregate(scores, Domain.COSINE)
    assert (fused[:, 6] == fused[:, 2]).all()

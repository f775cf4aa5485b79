from __future__ import annotations

import numpy as np
import pytest

from mediaeval import Domain
from mediaeval_plugins.fusion.comb_mnz import CombMNZ
from mediaeval_plugins.fusion.min_max_sum import MinMaxSum


def literal(scores: np.ndarray, depth: int) -> np.ndarray:
    """Lists, then the formula, image by image."""
    fused = np.zeros(scores.shape[1:])
    for row in range(scores.shape[1]):
        lists = [
            {int(i): scores[view, row, i] for i in np.argsort(-scores[view, row])[:depth]}
            for view in range(len(scores))
        ]
        for image in range(scores.shape[2]):
            found = [(listed[image] - min(listed.values())) / (max(listed.values()) - min(listed.values()))
                     for listed in lists if image in listed]  # fmt: skip
            fused[row, image] = len(found) * sum(found)
    return fused


@pytest.mark.parametrize("depth", [2, 7, 25])
def test_it_is_its_definition(depth: int) -> None:
    scores = np.random.default_rng(0).random((3, 6, 25))
    assert CombMNZ(depth).aggregate(scores, Domain.COSINE) == pytest.approx(literal(scores, depth))


def test_over_whole_lists_it_is_the_min_max_sum() -> None:
    scores = np.random.default_rng(0).random((2, 6, 25))
    whole = CombMNZ(25).aggregate(scores, Domain.COSINE)
    assert whole == pytest.approx(4 * MinMaxSum().aggregate(scores, Domain.COSINE))


def test_an_image_in_no_list_has_nothing() -> None:
    scores = np.full((2, 1, 4), -np.inf)
    scores[0, 0, :2] = -1, -2
    assert CombMNZ().aggregate(scores, Domain.RANK).tolist() == [[1, 0, 0, 0]]

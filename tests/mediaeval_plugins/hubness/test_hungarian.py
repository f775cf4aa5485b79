from __future__ import annotations

import itertools
import sys
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from mediaeval import PluginError
from mediaeval_plugins.hubness.hungarian import Hungarian


@pytest.mark.parametrize("shape", [(60, 60), (40, 90), (90, 40)])
def test_the_assigned_image_comes_first_and_the_rest_by_cosine(
    shape: tuple[int, int], cosines: Any, order: Any
) -> None:
    matrix = cosines(*shape)
    assigned = dict(zip(*linear_sum_assignment(-matrix), strict=True))
    for row, columns in enumerate(order(Hungarian().apply(matrix, None))):
        expected = order(matrix[row : row + 1])[0].tolist()
        if row in assigned:
            expected.remove(assigned[row])
            expected.insert(0, assigned[row])
        assert columns.tolist() == expected


def test_no_other_assignment_has_a_greater_sum(cosines: Any) -> None:
    matrix = cosines(6, 6)
    first = Hungarian().apply(matrix, None).argmax(axis=1)
    best = max(sum(matrix[i, j] for i, j in enumerate(p)) for p in itertools.permutations(range(6)))
    assert sorted(first) == list(range(6))
    assert matrix[np.arange(6), first].sum() == pytest.approx(best)


def test_without_scipy_it_says_what_to_install(cosines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(PluginError, match="needs scipy") as error:
        Hungarian().apply(cosines(3, 3), None)
    assert "mediaeval[hubness]" in str(error.value)

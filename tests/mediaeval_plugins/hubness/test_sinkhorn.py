from __future__ import annotations

from typing import Any

import numpy as np
import ot
import pytest

from mediaeval_plugins.hubness.sinkhorn import Sinkhorn


@pytest.mark.parametrize("temperature", [0.2, 0.1, 0.05])
@pytest.mark.parametrize("shape", [(60, 60), (40, 90), (90, 40)])
def test_it_is_entropic_optimal_transport(
    temperature: float, shape: tuple[int, int], cosines: Any, bank: Any, order: Any
) -> None:
    matrix = cosines(*shape)
    weights = [np.full(n, 1 / n) for n in shape]
    plan = ot.sinkhorn(*weights, 1 - matrix, temperature, method="sinkhorn_log", numItermax=20_000, stopThr=1e-12)
    reviser = Sinkhorn(temperature, iterations=5000, tolerance=1e-9)
    revised = reviser.apply(matrix, reviser.fit(bank(matrix, 17)))
    ours = np.exp(revised / temperature)
    ours /= ours.sum(axis=1, keepdims=True) * shape[0]  # rows of equal weight: what f would do
    assert ours == pytest.approx(plan, abs=1e-8)
    assert (order(revised)[:, :10] == order(np.log(plan))[:, :10]).all()


def test_it_stops_when_columns_weigh_the_same(cosines: Any, bank: Any) -> None:
    matrix = cosines(60, 60)
    loose, tight = bank(matrix), bank(matrix)
    Sinkhorn(0.05, tolerance=0.1).fit(loose)
    Sinkhorn(0.05, tolerance=1e-6).fit(tight)
    assert 1 < loose.passes < tight.passes
    capped = bank(matrix)
    Sinkhorn(0.05, iterations=3, tolerance=1e-6).fit(capped)
    assert capped.passes == 3

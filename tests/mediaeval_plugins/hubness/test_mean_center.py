from __future__ import annotations

from typing import Any

import numpy as np

from mediaeval_plugins.hubness.mean_center import MeanCenter


def test_it_ranks_as_distribution_normalisation_of_embeddings(unit_rows: Any, bank: Any, order: Any) -> None:
    """``(u - w m) . (x - w n)`` with the means of titles and of pictures (arXiv 2302.11084)."""
    titles, pictures = unit_rows(50, 70)
    bank_titles = unit_rows(200, 70, seed=3)[0]
    weight = 0.25
    expected = (titles - weight * bank_titles.mean(axis=0)) @ (pictures - weight * pictures.mean(axis=0)).T
    reviser = MeanCenter(weight)
    revised = reviser.apply(titles @ pictures.T, reviser.fit(bank(bank_titles @ pictures.T, 33)))
    assert (order(revised) == order(expected)).all()


def test_the_weight_is_a_share_of_the_mean(cosines: Any, bank: Any) -> None:
    matrix = cosines()
    full = MeanCenter(1.0)
    assert np.abs(full.apply(matrix, full.fit(bank(matrix))).mean(axis=0)).max() < 1e-12

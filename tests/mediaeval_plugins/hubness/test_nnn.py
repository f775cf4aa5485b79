from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mediaeval_plugins.hubness.nnn import NNN


@pytest.mark.parametrize(("k", "weight"), [(128, 0.75), (16, 0.5)])
def test_it_ranks_as_its_authors_package(k: int, weight: float, unit_rows: Any, bank: Any) -> None:
    package = pytest.importorskip("nnn", reason="nnn-retrieval, the authors' package, is not installed")
    titles, pictures = unit_rows(40, 90)
    references = unit_rows(300, 90, seed=5)[0]
    ranker = package.NNNRanker(
        package.NNNRetriever(pictures.shape[1]), pictures, references, alternate_ks=k, alternate_weight=weight
    )
    expected_scores, expected = ranker.search(titles, top_k=30)
    reviser = NNN(k, weight)
    revised = reviser.apply(titles @ pictures.T, reviser.fit(bank(references @ pictures.T, 64)))
    ours = np.argsort(-revised, axis=1)[:, :30]
    assert (ours == expected).all()
    assert np.take_along_axis(revised, ours, axis=1) == pytest.approx(expected_scores, abs=1e-12)


def test_a_bank_of_fewer_titles_counts_them_all(cosines: Any, bank: Any) -> None:
    matrix = cosines(30, 50)
    reviser = NNN(128, 0.75)
    assert reviser.apply(matrix, reviser.fit(bank(matrix))) == pytest.approx(matrix - 0.75 * matrix.mean(axis=0))

from __future__ import annotations

from collections.abc import Callable

import faiss
import numpy as np
import pytest

from mediaeval import InnerProduct, MediaevalError
from mediaeval.plugins import get_plugins
from mediaeval.records import Ranker
from mediaeval.scoring.proof import prove
from mediaeval.testing import checks
from mediaeval_plugins.ranking import faiss_flat
from mediaeval_plugins.ranking.faiss_flat import FaissFlat

Hard = Callable[..., InnerProduct]


@pytest.mark.parametrize(
    "name", [found.record.name for found in get_plugins().all(Ranker) if "ranking" in found.record.target]
)
def test_it_keeps_the_promises_of_its_role(name: str) -> None:
    for check in checks("ranker", name):
        check()


def test_lists_are_faisss_own_but_for_float32(hard: Hard) -> None:
    product = hard("random", 0, 50, 2000, 64)
    index = faiss.IndexFlatIP(64)
    index.add(product.images)
    values, columns = index.search(product.queries, 20)
    lists = prove(product, FaissFlat(), 20, 2**20)
    assert lists.how["whole_rows"] == 0
    assert lists.values == pytest.approx(values, abs=1e-6)
    assert (np.sort(lists.columns, axis=1) == np.sort(columns, axis=1)).mean() > 0.999


def test_a_tie_across_the_edge_of_what_it_returned_is_settled(hard: Hard) -> None:
    """More equal images than FAISS is asked for: nothing is proven, and whole rows are ranked."""
    product = hard("random", 0, 10, 200)
    product.images[50:150] = product.images[7] = product.queries[0]
    lists = prove(product, FaissFlat(), 10, 2**20)
    assert lists.columns[0].tolist() == [7, *range(50, 59)]
    assert lists.how["whole_rows"] >= 1


def test_faiss_is_named_where_it_is_missing(hard: Hard, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(faiss_flat.importlib, "import_module", missing)
    with pytest.raises(MediaevalError, match="the ranker faiss needs FAISS") as error:
        next(FaissFlat().shortlists(hard("random", 0), 5, 2**20))
    assert "mediaeval[faiss]" in str(error.value)

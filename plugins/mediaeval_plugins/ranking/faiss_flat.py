"""FAISS's flat index: the exact search that everybody has, as a way to find shortlists."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np
from annotated_types import Ge

from mediaeval import InnerProduct, PluginError, Shortlist
from mediaeval.roles import FloatArray
from mediaeval_plugins.ranking.top_k import TopK

_MORE = 4
"""A list of k is proven by the next images after it: a quarter of k, and at least so many."""


class FaissFlat(TopK):
    """``IndexFlatIP``, with the image's number as one more coordinate: ``[q, 1] . [x, -b] = q.x - b``.

    So it ranks whatever is an inner product: cosines, revisers that move columns, and views that are pooled by a
    weighted sum. Order B of dual softmax with several views is none, and is refused. FAISS's scores are float32 sums;
    the lists are ordered by the one float64 score and proven complete, as all lists are, so they are those of
    ``top-k``.

    It holds a copy of the images' embeddings.

    Args:
        k: length of the lists; a gallery with fewer images gives lists of its own length.
    """

    inner_products_only = True

    def __init__(self, k: Annotated[int, Ge(1)] = 100) -> None:
        super().__init__(k)

    def fingerprint(self) -> Mapping[str, Any]:
        """The length alone decides the lists."""
        return {"k": self.depth}

    def shortlists(self, product: InnerProduct, depth: int, memory: int) -> Iterator[Shortlist]:
        """The next few images after each list bound all others."""
        faiss = _faiss()
        count = len(product.images)
        width = product.images.shape[1] + 1
        index = faiss.IndexFlatIP(width)
        step = max(1, memory // (8 * width))
        for start in range(0, count, step):
            part = slice(start, start + step)
            index.add(_with(product.images[part], -product.bias[part]))
        deep = min(count, depth + max(_MORE, depth // _MORE))
        error = product.float32_error()
        step = max(1, memory // (8 * width + 40 * deep))
        for start in range(0, len(product.queries), step):
            articles = slice(start, min(start + step, len(product.queries)))
            queries = product.queries[articles]
            values, columns = index.search(_with(queries, np.ones(len(queries))), deep)
            upper = values.astype(np.float64) + error[articles, None]
            ceiling = np.nextafter(upper[:, -1], np.inf) if deep < count else np.full(len(queries), -np.inf)
            rows = np.repeat(np.arange(len(queries)), deep)
            how = f"FAISS {faiss.__version__} IndexFlatIP"
            yield Shortlist(articles, rows, columns.ravel().astype(np.intp), upper.ravel(), ceiling, how)


def _with(rows: FloatArray, numbers: FloatArray) -> FloatArray:
    """``(n, d + 1)`` float32: each row and its number."""
    return np.concatenate([rows, numbers[:, None]], axis=1, dtype=np.float32)


def _faiss() -> Any:
    try:
        return importlib.import_module("faiss")
    except ImportError as error:
        raise PluginError(
            f"the ranker faiss needs FAISS ({error}).", hint="Install it with: pip install 'mediaeval[faiss]'"
        ) from error

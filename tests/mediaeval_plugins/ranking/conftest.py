"""Scores that are hard to rank."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from mediaeval import InnerProduct


def hard_product(
    kind: str, seed: int, queries: int = 30, images: int = 300, width: int = 24, *, pooled: bool = False
) -> InnerProduct:
    """Embeddings of one kind; ``pooled`` queries are float64, as means of views are."""
    rng = np.random.default_rng(seed)
    rows, columns = rng.standard_normal((queries, width)), rng.standard_normal((images, width))
    bias = np.zeros(images)
    if kind == "outliers":  # as CLIP's: a few dimensions hold most of every vector
        rows[:, :2] += 30
        columns[:, 1:3] -= 40
    elif kind == "clusters":  # closer than bfloat16 can tell
        columns = columns[rng.integers(0, min(3, images), images)] + 1e-4 * columns
    elif kind in ("duplicates", "near ties"):
        columns = columns[rng.integers(0, min(20, images), images)]
    elif kind == "lattice":
        rows, columns = np.rint(rows), np.rint(columns)
    elif kind == "zeros":
        rows[::3] = 0
        columns[::5] = 0
    elif kind == "long":
        rows *= 1e3
        columns *= 10.0 ** rng.integers(-3, 3, (images, 1))
    elif kind == "biased":
        bias = rng.standard_normal(images) * 10.0 ** rng.integers(-4, 2)
    if kind not in ("lattice", "long"):
        columns /= np.linalg.norm(columns, axis=1, keepdims=True) + 1e-9
        rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    single = columns.astype(np.float32)
    if kind == "near ties":  # apart by a bit of float32 in a few dimensions
        toward = rng.choice([-2, 0, 2], single.shape).astype(np.float32)
        single = np.where(toward == 0, single, np.nextafter(single, toward))
    return InnerProduct(rows if pooled else rows.astype(np.float32), single, bias)


def every_score(product: InnerProduct) -> np.ndarray:
    """``(C, D)`` float64: the one score of each pair."""
    queries, images = len(product.queries), len(product.images)
    pairs = np.arange(queries).repeat(images), np.tile(np.arange(images), queries)
    return product.score(*pairs).reshape(queries, images)


@pytest.fixture(scope="session")
def hard() -> Callable[..., InnerProduct]:
    """``hard(kind, seed, queries=30, images=300, width=24, pooled=False)``."""
    return hard_product


@pytest.fixture(scope="session")
def scores_of() -> Callable[[InnerProduct], np.ndarray]:
    """``(C, D)`` float64: the one score of each pair."""
    return every_score

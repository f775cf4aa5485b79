from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest


class Strips:
    """A matrix as a bank: strips of some height, read-only, as often as it is asked for."""

    def __init__(self, matrix: np.ndarray, height: int) -> None:
        self._matrix, self._height = matrix, height
        self.queries, self.images = matrix.shape
        self.passes = 0

    def __iter__(self) -> Iterator[np.ndarray]:
        self.passes += 1
        for start in range(0, self.queries, self._height):
            strip = self._matrix[start : start + self._height].copy()
            strip.flags.writeable = False
            yield strip


@pytest.fixture(scope="session")
def bank() -> Callable[..., Strips]:
    """``bank(matrix)``, or ``bank(matrix, height)``."""

    def make(matrix: np.ndarray, height: int = 1_000_000) -> Strips:
        return Strips(matrix, height)

    return make


@pytest.fixture(scope="session")
def unit_rows() -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    """Titles and pictures in float64, of unit length, each title near one picture, with a few hubs among these."""

    def make(articles: int = 60, images: int = 80, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(seed)
        common = rng.standard_normal(24)
        pictures = rng.standard_normal((images, 24)) + rng.gamma(1.0, 0.5, (images, 1)) * common
        titles = pictures[rng.permutation(max(images, articles))[:articles] % images]
        titles = titles + 1.5 * rng.standard_normal((articles, 24))
        unit = [rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (titles, pictures)]
        return unit[0], unit[1]

    return make


@pytest.fixture(scope="session")
def cosines(unit_rows: Callable[..., tuple[np.ndarray, np.ndarray]]) -> Callable[..., np.ndarray]:
    """``(articles, images)`` cosines in float64."""

    def make(articles: int = 60, images: int = 80, seed: int = 0) -> np.ndarray:
        titles, pictures = unit_rows(articles, images, seed)
        return titles @ pictures.T

    return make


@pytest.fixture(scope="session")
def order() -> Callable[[np.ndarray], np.ndarray]:
    """The columns of each row, best first."""
    return lambda scores: np.argsort(-scores, axis=1, kind="stable")

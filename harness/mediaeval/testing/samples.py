"""What components are tested on: a few articles and pictures of the demo split, and cosines with hubs."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mediaeval.encoding.images import decode
from mediaeval.plugins import get_plugins
from mediaeval.roles import Domain
from mediaeval.splits import find_split

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Sample", "StripBank", "as_domain", "cosines", "sample"]

_SIZE = 8


@dataclass(frozen=True)
class Sample:
    """Articles and pictures; the two have nothing to do with each other.

    Args:
        ids: of the articles.
        titles: of the articles.
        pictures: decoded, as the core hands them to ``preprocess``.
    """

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    pictures: tuple[Image.Image, ...]


@functools.cache
def sample() -> Sample:
    """The first articles and pictures of the demo split."""
    split = find_split("demo:demo", get_plugins(own_only=True), Path()).read()
    articles = split.articles[:_SIZE]
    return Sample(
        tuple(article.id for article in articles),
        tuple(article.texts["title"] for article in articles),
        tuple(decode(image.path.read_bytes()) for image in split.images[:_SIZE]),
    )


def cosines(queries: int = 24, images: int = 17, seed: int = 0) -> NDArray[np.float32]:
    """``(queries, images)`` cosines without ties, in the narrow band of CLIP, some images being hubs."""
    rng = np.random.default_rng(seed)
    hubs = rng.normal(0, 0.05, images)
    return (0.2 + hubs + rng.normal(0, 0.05, (queries, images))).clip(-1, 1).astype(np.float32)


def as_domain(scores: NDArray[np.float32], domain: Domain) -> NDArray[np.float32]:
    """Cosines turned into valid scores of another domain, in the same order within each row."""
    if domain is Domain.LOG_PROBABILITY:
        logits = scores.astype(np.float64) / 0.05
        return (logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)).astype(np.float32)
    if domain is Domain.SCORE:
        return 3 * scores + 1
    if domain is Domain.RANK:
        return -(np.argsort(np.argsort(-scores, axis=1), axis=1) + 1).astype(np.float32)
    return scores


class StripBank:
    """A :class:`mediaeval.roles.Bank` over an array, in strips of ``height`` rows that cannot be written to."""

    def __init__(self, scores: NDArray[np.float32], height: int = 7) -> None:
        self._strips = [scores[start : start + height].copy() for start in range(0, len(scores), height)]
        for strip in self._strips:
            strip.flags.writeable = False
        self.queries, self.images = scores.shape

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        return iter(self._strips)

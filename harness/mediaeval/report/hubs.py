"""Hubs: pictures that come up among the first of many lists, and those that never do.

A picture's k-occurrence is the number of articles that have it among their first ``k``. Its distribution leans to the
right where there are hubs; the measure is its skewness (Radovanović, Nanopoulos and Ivanović, JMLR 11, 2010, eq. 2),
the third standardised moment, which is 0 where every picture comes up equally often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Occurrence", "count_occurrences", "leading"]


@dataclass(frozen=True)
class Occurrence:
    """How often the pictures of a gallery come up.

    Args:
        counts: image id to k-occurrence, of the images that come up at all.
        images: images of the gallery.
    """

    counts: Mapping[str, int]
    images: int

    @property
    def mean(self) -> float:
        """How often a picture comes up on average, which no revision can change."""
        return sum(self.counts.values()) / self.images

    @property
    def highest(self) -> int:
        """How often the greatest hub comes up."""
        return max(self.counts.values(), default=0)

    @property
    def never(self) -> int:
        """Images that come up for no article."""
        return self.images - len(self.counts)

    @property
    def skewness(self) -> float:
        """The skewness of the k-occurrences of all images; 0 where they are all the same."""
        values = np.zeros(self.images)
        values[: len(self.counts)] = list(self.counts.values())
        centred = values - values.mean()
        spread = float(np.sqrt((centred**2).mean()))
        return float((centred**3).mean()) / spread**3 if spread else 0.0


def count_occurrences(lists: Iterable[Sequence[str]], images: int) -> Occurrence:
    """Count the images of lists; one that stands twice in a list comes up once for its article.

    Args:
        lists: the first ``k`` image ids of each article.
        images: images of the gallery.
    """
    return Occurrence(Counter(image for images_of in lists for image in dict.fromkeys(images_of)), images)


def leading(occurrences: Sequence[Occurrence], shown: int) -> list[str]:
    """Images that come up most in any of several counts, the most frequent first; equal ones by id.

    Args:
        occurrences: such as those before and after revision.
        shown: how many of each are taken, so that up to as many times more come back.
    """
    highest: Counter[str] = Counter()
    for occurrence in occurrences:
        for image in sorted(occurrence.counts, key=lambda one: (-occurrence.counts[one], one))[:shown]:
            highest[image] = max(highest[image], occurrence.counts[image])
    return sorted(highest, key=lambda image: (-highest[image], image))

"""Measures as objects, and the ranks that they are computed from.

A measure is its name: ``MRR@100``, ``Recall@5``. Reading a name gives the measure and printing the measure gives the
name. Each article has one relevant image, so Recall@K is the share of articles whose image stands among the first K
(elsewhere called Hits@K or Success@K), and an article without its image in the list counts 0.

Source: the task's evaluator (``EvalTask.java``, NewsImages 2021) and its FAQ, question 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import MediaevalError, did_you_mean

__all__ = ["COMPARED", "OFFICIAL", "Measure", "list_ranks", "ranks_in"]

_KINDS = ("MRR", "Recall")


@dataclass(frozen=True, order=True)
class Measure:
    """One measure with its cut-off.

    Args:
        kind: ``MRR`` (mean reciprocal rank) or ``Recall``.
        cutoff: ranks beyond it count as not found; at least 1.
    """

    kind: str
    cutoff: int

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise MediaevalError(f"{self.kind!r} is not a measure; {did_you_mean(self.kind, _KINDS)}")
        if self.cutoff < 1:
            raise MediaevalError(f"{self.kind}@{self.cutoff}: a cut-off is at least 1.")

    @classmethod
    def parse(cls, name: str) -> Measure:
        """The measure of a name such as ``Recall@10``.

        Raises:
            MediaevalError: the name is not ``KIND@CUTOFF``.
        """
        match = re.fullmatch(r"(\w+)@(\d+)", name)
        if not match:
            raise MediaevalError(f"{name!r} is not a measure; write a kind and a cut-off, such as MRR@100 or Recall@5.")
        return cls(match.group(1), int(match.group(2)))

    def __str__(self) -> str:
        return f"{self.kind}@{self.cutoff}"

    def per_article(self, ranks: NDArray[Any]) -> NDArray[np.float64]:
        """``(C,)`` ranks, counted from 1 and 0 where the image was not found, to ``(C,)`` values."""
        ranks = np.asarray(ranks)
        found = (ranks >= 1) & (ranks <= self.cutoff)
        if self.kind == "Recall":
            return found.astype(np.float64)
        return np.where(found, 1.0 / np.where(found, ranks, 1), 0.0)

    def __call__(self, ranks: NDArray[Any]) -> float:
        """The mean over articles; 0 without any."""
        return float(self.per_article(ranks).mean()) if len(ranks) else 0.0


OFFICIAL = tuple(Measure.parse(name) for name in ("Recall@5", "Recall@10", "Recall@50", "Recall@100", "MRR@100"))
"""What the task reports, in the order of the paper's table."""

COMPARED = Measure.parse("MRR@100")
"""The task's official measure: runs are told apart by its values of single articles."""


def ranks_in(columns: NDArray[np.integer[Any]], target: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Ranks of the true images in ranked lists of numbers, counted from 1; 0 where the list has none.

    Args:
        columns: ``(C, k)`` image numbers, best first; the first occurrence counts.
        target: ``(C,)`` number of each article's true image; one that stands in no list for none.
    """
    hits = np.flatnonzero(np.equal(columns, np.asarray(target)[:, None]))[::-1]
    ranks = np.zeros(len(columns), dtype=np.int64)
    if len(hits):
        ranks[hits // columns.shape[1]] = hits % columns.shape[1] + 1  # backwards: of several hits the first stays
    return ranks


def list_ranks(
    lists: Mapping[str, Sequence[str]], truth: Mapping[str, str], articles: Iterable[str]
) -> NDArray[np.int64]:
    """As :func:`ranks_in`, for lists of image ids.

    Args:
        lists: article id to image ids, best first; an article without a list counts as not found.
        truth: article id to the id of its image.
        articles: the articles to rank, in the order of the result.
    """
    ranks = []
    for article in articles:
        try:
            ranks.append(lists[article].index(truth[article]) + 1)
        except (KeyError, ValueError):
            ranks.append(0)
    return np.array(ranks, dtype=np.int64)

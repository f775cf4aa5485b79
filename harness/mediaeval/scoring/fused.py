"""The scores of several encoders, or of several finished runs, made into one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import RunFileError
from mediaeval.roles import AggregatorRole, Domain, FloatArray, HasScaleFree
from mediaeval.scoring.inner_product import InnerProduct
from mediaeval.scoring.scores import Scorer, Scores
from mediaeval.scoring.similarity import STRIP_BYTES

__all__ = ["Fused", "ListedScores", "common_domain"]


def common_domain(domains: Sequence[Domain], aggregator: AggregatorRole) -> Domain:
    """The domain in which an aggregator reads scores of several origins.

    Raises:
        RunFileError: it does not accept it, or would add scores of different units.
    """
    name = type(aggregator).__name__
    different = sorted(set(domains))
    domain = domains[0]
    if Domain.RANK in different:
        domain = Domain.RANK
    elif len(different) > 1:
        domain = Domain.SCORE
    if len(different) > 1 and not (isinstance(aggregator, HasScaleFree) and aggregator.scale_free):
        raise RunFileError(
            f"{name} cannot fuse {' with '.join(different)} scores: they have no common unit.",
            hint="Fuse with an aggregator that brings them to one scale, such as z-score-sum or rrf.",
        )
    if domain not in aggregator.accepts:
        raise RunFileError(
            f"{name} does not accept {domain} scores; it accepts {', '.join(aggregator.accepts)}.",
            hint="Files of ranked lists have ranks alone: fuse them with rrf or comb-mnz."
            if domain is Domain.RANK
            else None,
        )
    return domain


class Fused:
    """Several scores of one split, reduced to one (:class:`mediaeval.scoring.scores.Scores`).

    Args:
        members: each with the same articles and images, in the same order.
        aggregator: reduces them.
        domain: the domain in which it reads them.
        queries: articles.
    """

    def __init__(self, members: Sequence[Scores], aggregator: AggregatorRole, domain: Domain, queries: int) -> None:
        self._members = members
        self._aggregator = aggregator
        self._domain = domain
        self._queries = queries
        self.images = members[0].images
        self.inner: InnerProduct | None = None
        self.dense = any(member.dense for member in members)
        self._whole = isinstance(aggregator, HasScaleFree) and aggregator.scale_free

    @property
    def rows(self) -> int:
        """Articles in one strip: few enough for every member, or all where one needs all."""
        return self._queries if self.dense else min(member.rows for member in self._members)

    def slices(self) -> Iterator[slice]:
        """The articles of each strip."""
        rows = self.rows
        for start in range(0, self._queries, rows):
            yield slice(start, min(start + rows, self._queries))

    def strip(self, rows: slice) -> FloatArray:
        """``(q, D)`` float32 scores of the articles in ``rows``."""
        return self._aggregator.aggregate(np.stack([member.strip(rows) for member in self._members]), self._domain)

    def exact(self, rows: slice, wanted: NDArray[np.bool_]) -> FloatArray:
        """``(q, D)`` float64 scores whose ``wanted`` columns rest on float64 cosines."""
        wanted = np.ones_like(wanted) if self._whole else wanted
        members = [member.exact(rows, wanted) for member in self._members]
        return self._aggregator.aggregate(np.stack(members), self._domain)

    def unrevised(self) -> Fused | None:
        """The same fusion of what its members are without their revisers; None where there is no such thing."""
        scorers = [member for member in self._members if isinstance(member, Scorer)]
        bare = [member for scorer in scorers if (member := scorer.unrevised()) is not None]
        domains = {scorer.unrevised_domain for scorer in scorers}
        if len(bare) < len(self._members) or len(domains) > 1 or not domains <= set(self._aggregator.accepts):
            return None
        return Fused(bare, self._aggregator, domains.pop(), self._queries)


class ListedScores:
    """Ranked lists as scores: minus the rank, and minus infinity for an image that is not in the list.

    Args:
        lists: article id to image ids, best first; an article may have none.
        articles: article ids, in the order of the split.
        images: image ids, ascending.
    """

    def __init__(self, lists: Mapping[str, Sequence[str]], articles: Sequence[str], images: Sequence[str]) -> None:
        column_of = {image: column for column, image in enumerate(images)}
        self.dense = False
        self.inner: InnerProduct | None = None
        self._columns = [
            np.array([column_of[image] for image in lists.get(article, ())], dtype=np.intp) for article in articles
        ]
        self.images = len(images)

    @property
    def rows(self) -> int:
        """Articles in one strip."""
        return max(1, min(len(self._columns), STRIP_BYTES // (8 * max(1, self.images))))

    def slices(self) -> Iterator[slice]:
        """The articles of each strip."""
        for start in range(0, len(self._columns), self.rows):
            yield slice(start, min(start + self.rows, len(self._columns)))

    def strip(self, rows: slice) -> FloatArray:
        """``(q, D)`` float32 scores of the articles in ``rows``."""
        return self._scores(rows, np.float32)

    def exact(self, rows: slice, wanted: NDArray[np.bool_]) -> FloatArray:  # noqa: ARG002 - a rank is exact as it is
        """``(q, D)`` float64 scores."""
        return self._scores(rows, np.float64)

    def _scores(self, rows: slice, dtype: type[np.floating]) -> FloatArray:
        columns = self._columns[rows]
        scores = np.full((len(columns), self.images), -np.inf, dtype=dtype)
        for row, listed in zip(scores, columns, strict=True):
            row[listed] = -np.arange(1, len(listed) + 1)
        return scores

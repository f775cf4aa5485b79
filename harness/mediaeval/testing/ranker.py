"""What a ranker promises (:class:`mediaeval.roles.RankerRole`)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.roles import RanksInnerProducts
from mediaeval.scoring.inner_product import InnerProduct
from mediaeval.testing.check import Subject, expect, frozen
from mediaeval.testing.samples import cosines

__all__ = ["CHECKS"]


def depth_is_positive(subject: Subject) -> None:
    """Depth is a positive int."""
    depth = subject.component.depth
    expect(isinstance(depth, int) and not isinstance(depth, bool) and depth > 0, f"it is {depth!r}")


def lists_are_columns(subject: Subject) -> None:
    """(q, D) scores become (q, depth) whole numbers, each row naming different columns."""
    ranked = _rank(subject, cosines(), 5)
    expect(isinstance(ranked, np.ndarray), f"it returns {type(ranked).__name__}, not a NumPy array")
    expect(np.issubdtype(ranked.dtype, np.integer), f"dtype {ranked.dtype}")
    expect(ranked.shape == (24, 5), f"shape {ranked.shape} instead of (24, 5)")
    expect(all(len(set(row)) == len(row) for row in ranked.tolist()), "a column is listed twice")
    expect(bool(((ranked >= 0) & (ranked < 17)).all()), "a column is listed that does not exist")  # noqa: PLR2004


def best_come_first(subject: Subject) -> None:
    """Images stand by score, highest first, in float32 and float64."""
    for dtype in (np.float32, np.float64):
        _same(subject, cosines().astype(dtype), 5, str(np.dtype(dtype)))


def ties_go_to_the_lower_column(subject: Subject) -> None:
    """Of equal scores the lower column comes first, at the edge of the list as well."""
    rng = np.random.default_rng(0)
    for levels in (1, 2, 4):
        tied = rng.integers(0, levels, (40, 30)).astype(np.float32)
        for depth in (1, 7, 29, 30):
            _same(subject, tied, depth, f"{levels} levels of score, depth {depth}")


def negative_zero_ties(subject: Subject) -> None:
    """0.0 and -0.0 are equal scores."""
    _same(subject, np.array([[-0.0, 0.0, -1.0, 0.0, -0.0]], dtype=np.float32), 5, "zeros")


def short_galleries_are_listed_whole(subject: Subject) -> None:
    """A depth beyond the gallery lists every image, once."""
    _same(subject, cosines(3, 4), 100, "depth 100 of 4 images")
    _same(subject, cosines(3, 1), 100, "depth 100 of 1 image")


def arguments_are_left_alone(subject: Subject) -> None:
    """Rank does not write to the scores that it is given."""
    scores = cosines()
    subject.component.rank(scores, 5)
    expect(np.array_equal(scores, cosines()), "it changed them")


def rows_are_apart(subject: Subject) -> None:
    """Each row is ranked by itself, and twice alike."""
    whole = _rank(subject, cosines(), 5)
    expect(np.array_equal(_rank(subject, cosines(), 5), whole), "two calls differ")
    expect(np.array_equal(_rank(subject, cosines()[3:5], 5), whole[3:5]), "part of a strip gives other lists")


def shortlists_hold_the_best(subject: Subject) -> None:
    """If it finds shortlists: they cover all articles in order, and their bounds hold for listed and other images."""
    component = subject.component
    if not isinstance(component, RanksInnerProducts):
        return
    rng = np.random.default_rng(0)
    queries, images = (rng.standard_normal((count, 24)).astype(np.float32) for count in (30, 500))
    images[100:110] = images[7]
    product = InnerProduct(queries, images, rng.standard_normal(500))
    for memory in (2**12, 2**24):
        done = 0
        for found in component.shortlists(product, 9, memory):
            expect(found.articles.start == done, f"its shortlists go on at {found.articles}, not at {done}")
            done = found.articles.stop
            count = done - found.articles.start
            every = np.arange(count).repeat(500), np.tile(np.arange(500), count)
            scores = product.part(found.articles).score(*every).reshape(count, 500)
            listed = np.zeros(scores.shape, dtype=bool)
            listed[found.rows, found.columns] = True
            expect(listed.sum() == len(found.rows), "a pair is listed twice")
            expect(bool((np.diff(found.rows) >= 0).all()), "its rows do not ascend")
            expect(bool((scores[found.rows, found.columns] <= found.upper).all()), "a score is above its bound")
            expect(bool((listed | (scores < found.ceiling[:, None])).all()), "an image is missing that is no worse")
        expect(done == len(queries), f"shortlists for {done} of {len(queries)} articles")


def _rank(subject: Subject, scores: NDArray[Any], depth: int) -> NDArray[Any]:
    ranked: NDArray[Any] = subject.component.rank(frozen(scores), depth)
    return ranked


def _same(subject: Subject, scores: NDArray[Any], depth: int, what: str) -> None:
    """Compare with a sort of (score, column) pairs in plain Python, which knows nothing of arrays."""
    wanted = [[column for _, column in sorted((-v, c) for c, v in enumerate(row))][:depth] for row in scores.tolist()]
    got = _rank(subject, scores, depth).tolist()
    for number, (mine, theirs) in enumerate(zip(wanted, got, strict=True)):
        expect(mine == theirs, f"{what}: row {number} is listed {theirs} instead of {mine}")


CHECKS = (
    depth_is_positive,
    lists_are_columns,
    best_come_first,
    ties_go_to_the_lower_column,
    negative_zero_ties,
    short_galleries_are_listed_whole,
    arguments_are_left_alone,
    rows_are_apart,
    shortlists_hold_the_best,
)

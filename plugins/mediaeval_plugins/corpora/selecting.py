"""Who stays in a training set: nothing of a test split, no placeholder, no pair twice; and who is validated on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mediaeval import DataError
from mediaeval_plugins.corpora.libraries import scipy_csgraph
from mediaeval_plugins.corpora.looking import Reason

if TYPE_CHECKING:
    from mediaeval_plugins.corpora.corpusfile import Sameness
    from mediaeval_plugins.corpora.staging import Marks

__all__ = ["Selection", "groups_of", "select", "validated"]

Mask = NDArray[np.bool_]
_TOP = 2.0**64


@dataclass(frozen=True)
class Selection:
    """What becomes of each staged pair.

    Args:
        kept: ``(n,)``: whether it is in the training set.
        reasons: for each reason, ``(n,)``: whether the pair is left out for it; a pair has one reason alone.
    """

    kept: Mask
    reasons: dict[Reason, Mask]


def select(marks: Marks, leaking: Mask, *, placeholder: int, by: Sameness) -> Selection:
    """Leave out, in this order: repeated ids, placeholders, what is in a test split, and duplicates.

    Args:
        marks: of the staged pairs.
        leaking: ``(n,)``: whether a pair's picture or title is in a test split.
        placeholder: distinct places of a picture from which on it is none; 0 for never.
        by: what makes two pairs duplicates.
    """
    kept = np.ones(len(marks), dtype=bool)
    reasons: dict[Reason, Mask] = {}

    def leave_out(reason: Reason, out: Mask) -> None:
        reasons[reason] = out & kept
        kept[out] = False

    leave_out(Reason.REPEATED_ID, _again(marks.key, kept))
    if placeholder:
        leave_out(Reason.PLACEHOLDER, _placeholders(marks, placeholder))
    leave_out(Reason.LEAKAGE, leaking)
    if by == "pair":
        leave_out(Reason.DUPLICATE, _again(marks.image * np.uint64(0x9E3779B97F4A7C15) ^ marks.title, kept))
    if by in ("image", "either"):
        leave_out(Reason.DUPLICATE, _again(marks.image, kept))
    if by in ("title", "either"):
        before = reasons.get(Reason.DUPLICATE, np.zeros(len(marks), dtype=bool))
        leave_out(Reason.DUPLICATE, _again(marks.title, kept))
        reasons[Reason.DUPLICATE] |= before
    return Selection(kept, reasons)


def groups_of(marks: Marks, kept: Mask) -> NDArray[np.int64]:
    """The number of each kept pair's group: pairs that share a picture, a title or a group, however indirectly."""
    rows = nodes = int(kept.sum())
    starts, ends = [], []
    for marked in (marks.image[kept], marks.title[kept], marks.group[kept]):
        values, codes, counts = np.unique(marked, return_inverse=True, return_counts=True)
        shared = np.flatnonzero((counts[codes] > 1) & (marked != 0))  # 0 is no group
        starts.append(shared.astype(np.int32))
        ends.append((nodes + codes[shared]).astype(np.int32))
        nodes += len(values)
    scipy = scipy_csgraph()
    start, end = np.concatenate(starts), np.concatenate(ends)
    graph = scipy.coo_matrix((np.ones(len(start), dtype=np.float64), (start, end)), shape=(nodes, nodes))
    _, labels = scipy.csgraph.connected_components(graph, directed=False)
    found: NDArray[np.int64] = labels[:rows].astype(np.int64)
    return found


def validated(marks: Marks, kept: Mask, fraction: float, seed: int) -> Mask:
    """``(n,)``: which kept pairs are validated on: a ``fraction`` of the groups, whole, by a hash of their pictures.

    A group is on the same side at every build, on every machine, whatever else is in the training set, as long as the
    group itself is the same.

    Raises:
        DataError: nothing, or everything, would be validated on.
    """
    chosen = np.zeros(len(marks), dtype=bool)
    if fraction == 0 or not kept.any():
        return chosen
    groups = groups_of(marks, kept)
    least = np.full(groups.max() + 1, np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(least, groups, marks.image[kept])
    chosen[kept] = (_mixed(least, seed)[groups] / _TOP) < fraction
    count = int(chosen.sum())
    if count in (0, int(kept.sum())):
        raise DataError(
            f"a fraction of {fraction} of {len(least):,} groups is {'nothing' if count == 0 else 'everything'}.",
            hint="Pairs that share a picture, a title or an article are one group; choose another fraction or seed.",
        )
    return chosen


def _again(marked: NDArray[np.uint64], kept: Mask) -> Mask:
    """Which kept pairs have the mark of a kept one before them."""
    rows = np.flatnonzero(kept)
    again = np.zeros(len(marked), dtype=bool)
    again[rows] = True
    _, first = np.unique(marked[rows], return_index=True)
    again[rows[first]] = False
    return again


def _placeholders(marks: Marks, least: int) -> Mask:
    """Which pairs show a picture that lies in so many places."""
    order = np.lexsort((marks.place, marks.image))
    image, place = marks.image[order], marks.place[order]
    new_image = np.concatenate([[True], image[1:] != image[:-1]]) if len(order) else np.empty(0, dtype=bool)
    new_place = new_image | np.concatenate([[True], place[1:] != place[:-1]]) if len(order) else new_image
    group = np.cumsum(new_image) - 1
    places = np.bincount(group, weights=new_place) if len(order) else np.empty(0)
    out = np.zeros(len(marks), dtype=bool)
    out[order] = places[group] >= least
    return out


def _mixed(values: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """Numbers spread evenly over 64 bits: the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    mixed = values + np.uint64(seed * 0x9E3779B97F4A7C15 % (1 << 64))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))

"""What a reviser is fitted on: the test set, titles from a file, or both, as one matrix read strip by strip."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import RunFileError
from mediaeval.progress import progress
from mediaeval.roles import AggregatorRole, Domain
from mediaeval.scoring.similarity import Similarity

__all__ = ["CosineBank", "PooledBank", "read_titles"]


class CosineBank:
    """The cosines of some views, stacked, and of further titles below them (:class:`mediaeval.roles.Bank`).

    Args:
        test: the articles that are ranked; None where they are no part of the bank.
        views: which of their views.
        external: further titles, of one view; None for none.
    """

    def __init__(self, test: Similarity | None, views: slice, external: Similarity | None) -> None:
        self._test = test
        self._views = range(test.views)[views] if test else range(0)
        self._external = external
        self.queries = (test.queries * len(self._views) if test else 0) + (external.queries if external else 0)
        self.images = next(part.images for part in (test, external) if part)

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        if self._test:
            for rows in _slices(self._test):
                strip = self._test.strip(rows)
                for view in self._views:
                    yield strip[view]
        if self._external:
            for rows in _slices(self._external):
                yield self._external.strip(rows)[0]

    def tiles(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        """By columns (:class:`mediaeval.roles.HasTiles`)."""
        if self._test:
            yield from _tiles(self._test, self._views)
        if self._external:
            yield from _tiles(self._external, range(1))


class PooledBank:
    """Cosines pooled over views, for order A; a title of one view is pooled with itself, as often as there are views.

    Args:
        test: the articles that are ranked; None where they are no part of the bank.
        external: further titles, of one view; None for none.
        aggregator: pools.
        views: how many views an article has.
    """

    def __init__(
        self, test: Similarity | None, external: Similarity | None, aggregator: AggregatorRole, views: int
    ) -> None:
        self._parts = [part for part in (test, external) if part]
        self._aggregator = aggregator
        self._views = views
        self.queries = sum(part.queries for part in self._parts)
        self.images = self._parts[0].images

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        for part in self._parts:
            for rows in _slices(part):
                strip = part.strip(rows)
                if part.views != self._views:
                    strip = np.broadcast_to(strip, (self._views, *strip.shape[1:]))
                yield self._aggregator.aggregate(strip, Domain.COSINE).astype(np.float32, copy=False)


def _slices(part: Similarity) -> Iterable[slice]:
    """Its strips, with a bar for one pass over them where there are several."""
    strips = -(-part.queries // part.rows)
    return progress(part.slices(), "read the bank", "strips", total=strips) if strips > 1 else part.slices()


def _tiles(part: Similarity, views: Sequence[int]) -> Iterable[tuple[NDArray[np.intp], NDArray[np.float32]]]:
    """Its tiles, with a bar where there are several."""
    height, width = part.tile_shape
    tiles = len(views) * -(-part.queries // height) * -(-part.images // width)
    found = part.tiles(views)
    return progress(found, "read the bank", "tiles", total=tiles) if tiles > 1 else found


def read_titles(path: Path, fields: Sequence[str]) -> list[str]:
    """The titles of a bank file.

    Args:
        path: ``.txt`` with a title in each line; ``.jsonl`` with a string or an object in each line; ``.csv`` with a
            header. Blank ones are passed over.
        fields: of an object or row the first of these that it has is taken.

    Raises:
        RunFileError: the file cannot be read, has another form, or holds no title.
    """
    readers: Mapping[str, Callable[[str], list[Any]]] = {".txt": _lines, ".jsonl": _json, ".csv": _table}
    if path.suffix not in readers:
        raise RunFileError(f"{path}: a bank of titles ends in {', '.join(readers)}.")
    try:
        items = readers[path.suffix](path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise RunFileError(
            f"{path}: the bank of titles cannot be read ({error.strerror}).",
            hint="[scoring] bank_file is relative to the run file.",
        ) from error
    except UnicodeDecodeError as error:
        raise RunFileError(f"{path}: byte {error.start} is not UTF-8.") from None
    except ValueError as error:
        raise RunFileError(f"{path}: {error}.") from None
    titles = [title for title in (_title(item, fields) for item in items) if title.strip()]
    if not titles:
        raise RunFileError(
            f"{path}: holds no title.", hint=f"Its rows need one of the fields {', '.join(fields)} ([text] fields)."
        )
    return titles


def _lines(text: str) -> list[Any]:
    return text.splitlines()


def _json(text: str) -> list[Any]:
    items = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                items.append(json.loads(line))
            except json.JSONDecodeError as error:
                raise ValueError(f"line {number} is not JSON ({error.msg})") from None
    return items


def _table(text: str) -> list[Any]:
    return list(csv.DictReader(text.splitlines(keepends=True)))


def _title(item: Any, fields: Sequence[str]) -> str:
    if isinstance(item, str):
        return item
    if not isinstance(item, Mapping):
        raise RunFileError(f"a bank of titles holds strings or objects, not {item!r}.")
    return next((str(item[field]) for field in fields if str(item.get(field) or "").strip()), "")

"""The part of a report that the page's program reads: articles, lists and ranks, column by column."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mediaeval.report.contents import Contents, Run, titles_of
from mediaeval.report.runs import SHOWN
from mediaeval.split import GalleryImage

__all__ = ["payload", "wanted_images"]

_DIGITS = 5  # of a score


def wanted_images(contents: Contents) -> list[GalleryImage]:
    """Every image that the page shows, the most wanted first: right ones, then lists from their top, then hubs."""
    lists = [run.shown.lists for run in contents.runs]
    before = [run.shown.unrevised for run in contents.runs]
    ids: dict[str, None] = dict.fromkeys(contents.truth.values())
    for kind in (lists, before):
        for place in range(SHOWN):
            ids |= dict.fromkeys(images[place] for own in kind for images in own.values() if place < len(images))
    gallery = {image.id: image for image in contents.split.images}
    return [gallery[image] for image in ids if image in gallery]


def payload(contents: Contents, place: Mapping[str, int]) -> dict[str, Any]:
    """Everything as JSON values; images go by their number in ``images.id``, articles by their place in the split.

    Args:
        contents: the report.
        place: image id to the place of its picture in the page.
    """
    articles = contents.split.articles
    ids = [article.id for article in articles]
    wanted = sorted(image.id for image in wanted_images(contents))
    number = {image: at for at, image in enumerate(wanted)}
    texts: list[list[Sequence[str]]] = []
    key = contents.split.submission_keys[0]
    return {
        "shown": SHOWN,
        "articles": {
            "id": ids,
            "key": [article.keys.get(key, article.id) for article in articles],
            "titles": [titles_of(article) for article in articles],
            "right": [number.get(contents.truth.get(article, "")) for article in ids],
        },
        "images": {
            "id": wanted,
            "picture": [place.get(image, -1) for image in wanted],
            "labels": [
                [own.values.get(image) for image in wanted] for own in contents.labels if own.subject == "image"
            ],
        },
        "runs": [_run(run, ids, number, texts) for run in contents.runs],
        "views": texts,
        "slices": [
            [_at(table.slices.order, table.slices.values.get(article)) for article in ids] for table in contents.slices
        ],
        "sliceNames": [table.slices.name for table in contents.slices],
        "sliceValues": [list(table.slices.order) for table in contents.slices],
    }


def _run(run: Run, ids: Sequence[str], number: Mapping[str, int], texts: list[list[Sequence[str]]]) -> dict[str, Any]:
    shown = run.shown
    views = [shown.views.get(article, ()) for article in ids]
    known = {} if shown.result is None else dict(zip(shown.result.articles, shown.result.ranks.tolist(), strict=True))
    if any(views) and views not in texts:
        texts.append(views)
    return {
        "mark": run.mark,
        "colour": run.colour,
        "name": run.name,
        "ranks": None if shown.result is None else [known.get(article) for article in ids],
        "lists": _flat(ids, shown.lists, number),
        "before": _flat(ids, shown.unrevised, number) if shown.unrevised else None,
        "scores": _scores(ids, shown.scores) if shown.scores else None,
        "views": texts.index(views) if any(views) else None,
    }


def _flat(ids: Iterable[str], lists: Mapping[str, Sequence[str]], number: Mapping[str, int]) -> list[int]:
    """Lists one after another, each :data:`SHOWN` numbers long: -1 behind the end of one that is shorter."""
    found = []
    for article in ids:
        images = lists.get(article, ())
        found += [number[image] for image in images] + [-1] * (SHOWN - len(images))
    return found


def _scores(ids: Iterable[str], scores: Mapping[str, Sequence[float]]) -> list[float | None]:
    found: list[float | None] = []
    for article in ids:
        own = scores.get(article, ())
        found += [float(f"{score:.{_DIGITS}g}") if math.isfinite(score) else None for score in own]
        found += [None] * (SHOWN - len(own))
    return found


def _at(order: Sequence[str], value: str | None) -> int:
    return -1 if value is None else order.index(value)

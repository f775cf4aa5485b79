"""What an augmenter promises (:class:`mediaeval.roles.AugmenterRole`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.roles import ComparesTexts, HasReport
from mediaeval.testing.check import Subject, expect
from mediaeval.testing.samples import sample

__all__ = ["CHECKS"]


def one_list_for_each_article(subject: Subject) -> None:
    """Augment gives one list of strings for each article, in the order of the articles."""
    views = _views(subject)
    count = len(sample().ids)
    expect(len(views) == count, f"{len(views)} lists for {count} articles")
    for article, texts in zip(sample().ids, views, strict=True):
        expect(not isinstance(texts, str), f"article {article}: a string instead of a list of strings")
        expect(all(isinstance(text, str) for text in texts), f"article {article}: {texts!r} holds more than strings")


def title_comes_first(subject: Subject) -> None:
    """The first view of an article is its title, unchanged."""
    for title, texts in zip(sample().titles, _views(subject), strict=True):
        expect(texts and texts[0] == title, f"{title!r} has the views {list(texts)!r}")


def augment_is_deterministic(subject: Subject) -> None:
    """Two calls, and two objects with the same options, give the same views."""
    expect(_views(subject) == _augment(subject), "two calls differ")
    expect(_views(subject) == _augment(Subject(subject.kind, subject.cls, subject.options)), "two objects differ")


def order_is_kept(subject: Subject) -> None:
    """Reversed articles have their own titles first."""
    ids, titles = sample().ids[::-1], sample().titles[::-1]
    views = _call(subject, list(ids), list(titles))
    expect([texts[0] for texts in views] == list(titles), "the lists did not follow their articles")


def arguments_are_left_alone(subject: Subject) -> None:
    """The lists that it is given stay as they were."""
    ids, titles = list(sample().ids), list(sample().titles)
    _call(subject, ids, titles)
    expect((tuple(ids), tuple(titles)) == (sample().ids, sample().titles), "they were changed")


def report_counts(subject: Subject) -> None:
    """If it has a report: whole numbers by name, of its last call."""
    component = subject.component
    if not isinstance(component, HasReport):
        return
    _augment(subject)
    report = dict(component.report())
    expect(all(isinstance(key, str) and isinstance(value, int) for key, value in report.items()), f"it is {report!r}")


def _views(subject: Subject) -> list[list[str]]:
    views: list[list[str]] = subject.once("views", lambda: _augment(subject))
    return views


def _call(subject: Subject, ids: list[str], titles: list[str]) -> Sequence[Sequence[str]]:
    """Ask for views as a run does: with cosines at hand, if the augmenter wants them."""
    component = subject.component
    if isinstance(component, ComparesTexts) and component.compares:
        return component.augment_compared(ids, titles, _cosines)
    views: Sequence[Sequence[str]] = component.augment(ids, titles)
    return views


def _cosines(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
    """Texts are as near as they share words: no encoder is needed to see what an augmenter does with the numbers."""
    words = [(set(one.split()), set(other.split())) for one, other in pairs]
    return np.array([len(a & b) / max(1, len(a | b)) for a, b in words], dtype=np.float32)


def _augment(subject: Subject) -> list[Any]:
    views = _call(subject, list(sample().ids), list(sample().titles))
    return [texts if isinstance(texts, str) else list(texts) for texts in views]


CHECKS = (
    one_list_for_each_article,
    title_comes_first,
    augment_is_deterministic,
    order_is_kept,
    arguments_are_left_alone,
    report_counts,
)

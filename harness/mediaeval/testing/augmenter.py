"""What an augmenter promises (:class:`mediaeval.roles.AugmenterRole`)."""

from __future__ import annotations

import json
from typing import Any

from mediaeval.testing.check import Subject, expect
from mediaeval.testing.sample import sample

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
    views = subject.component.augment(list(ids), list(titles))
    expect([texts[0] for texts in views] == list(titles), "the lists did not follow their articles")


def arguments_are_left_alone(subject: Subject) -> None:
    """The lists that it is given stay as they were."""
    ids, titles = list(sample().ids), list(sample().titles)
    subject.component.augment(ids, titles)
    expect((tuple(ids), tuple(titles)) == (sample().ids, sample().titles), "they were changed")


def fingerprint_is_stable(subject: Subject) -> None:
    """If it has a fingerprint: JSON values, the same for equal objects."""
    if not hasattr(subject.component, "fingerprint"):
        return
    first, second = (dict(subject.build().fingerprint() or {}) for _ in range(2))
    expect(first == second, f"{first!r}, then {second!r}")
    try:
        expect(json.loads(json.dumps(first)) == first, f"{first!r} is not the same after a round trip through JSON")
    except TypeError as error:
        expect(condition=False, message=f"{first!r}: {error}")


def _views(subject: Subject) -> list[list[str]]:
    views: list[list[str]] = subject.once("views", lambda: _augment(subject))
    return views


def _augment(subject: Subject) -> list[Any]:
    views = subject.component.augment(list(sample().ids), list(sample().titles))
    return [texts if isinstance(texts, str) else list(texts) for texts in views]


CHECKS = (
    one_list_for_each_article,
    title_comes_first,
    augment_is_deterministic,
    order_is_kept,
    arguments_are_left_alone,
    fingerprint_is_stable,
)

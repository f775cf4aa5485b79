"""The text of an article that is encoded, and the cleaning steps that a run file names, in its order."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

from mediaeval.errors import RunFileError, did_you_mean
from mediaeval.split import Article

__all__ = ["STEPS", "choose_text", "clean", "find_steps", "text_cleaner"]

_SITE_SUFFIX = re.compile(r"\s+([|\u2013\u2014-])\s+([^|\u2013\u2014]{2,40})$")  # a bar, a hyphen or a dash
_WITHIN_NAMES = frozenset(["of", "the", "and", "&", "for", "de", "la", "der", "die", "das", "und", "für"])


def _ftfy(text: str) -> str:
    import ftfy  # an extra's library; imported when a run names the step

    return str(ftfy.fix_text(text))


def _whitespace(text: str) -> str:
    return " ".join(text.split())


def _site_suffix(text: str) -> str:
    """Cut the name of the site off, such as `` | Reuters``; a title that would lose more than half of itself is kept.

    After a hyphen or a dash, which headlines have too, only what is written like a name is cut: ``- BBC News`` and
    ``- spiegel.de``, not ``- five dead``.
    """
    match = _SITE_SUFFIX.search(text)
    if match is None or 2 * match.start() < len(text):
        return text
    mark, site = match.groups()
    is_name = all(word[0].isupper() or "." in word[1:-1] or word in _WITHIN_NAMES for word in site.split())
    return text[: match.start()] if mark == "|" or is_name else text


STEPS: dict[str, Callable[[str], str]] = {
    "ftfy": _ftfy,
    "html-entities": html.unescape,
    "site-suffix": _site_suffix,
    "whitespace": _whitespace,
}
"""Cleaning steps by name."""


def find_steps(names: Sequence[str], place: str) -> list[Callable[[str], str]]:
    """The steps of a run file, in its order.

    Raises:
        RunFileError: there is no such step.
    """
    for name in names:
        if name not in STEPS:
            raise RunFileError(f"{place}: there is no step {name!r}; {did_you_mean(name, STEPS)}")
    return [STEPS[name] for name in names]


def choose_text(article: Article, fields: Sequence[str]) -> str:
    """The first of ``fields`` that the article has and that is not blank; empty where it has none."""
    for field in fields:
        text = article.texts.get(field, "")
        if text.strip():
            return text
    return ""


def clean(text: str, steps: Sequence[Callable[[str], str]]) -> str:
    """The text after every step."""
    for step in steps:
        text = step(text)
    return text


def text_cleaner(names: Sequence[str], place: str) -> Callable[[str], str]:
    """What cleans a text as a run with these steps does.

    Args:
        names: the steps, in their order.
        place: where they are named, for the message.

    Raises:
        RunFileError: there is no such step.
    """
    steps = find_steps(names, place)
    return lambda text: clean(text, steps)

"""Titles in numbers: lengths, languages, what a text tower cuts, and which of them cannot be told apart."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from mediaeval.grouping import joined
from mediaeval.overview.languages import language_counts
from mediaeval.overview.tokens import CONTEXT, count_tokens

__all__ = ["NEAR_RULE", "TitleReport", "duplicate_groups", "near_groups", "normalised", "report_titles"]

PREFIX = 40
NEAR_RULE = f"the same words in any order, or the same first {PREFIX} characters, letters and digits alone"
"""When two titles that differ count as near-duplicates."""

_NOT_WORD = re.compile(r"[^\w]+|_+")


@dataclass(frozen=True)
class TitleReport:
    """One text field of a split.

    Args:
        field: its name.
        filled: articles that have it, not blank.
        empty: articles that do not.
        languages: language code to number of texts; None where no detector is installed.
        characters: lowest, median and highest number.
        words: likewise.
        context: tokens that a text tower reads.
        over_context: texts with more.
        token_rule: how tokens were counted.
        duplicates: groups of articles with one title, largest first.
        near: groups of articles whose titles are nearly the same; a group holds two titles at least.
    """

    field: str
    filled: int
    empty: int
    languages: Mapping[str, int] | None
    characters: tuple[float, float, float]
    words: tuple[float, float, float]
    context: int
    over_context: int
    token_rule: str
    duplicates: Sequence[Sequence[str]]
    near: Sequence[Sequence[str]]

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON values."""
        return asdict(self)


def report_titles(field: str, texts: Mapping[str, str]) -> TitleReport:
    """Describe one text field.

    Args:
        field: its name.
        texts: article id to text.
    """
    filled = {article: text for article, text in texts.items() if text.strip()}
    values = list(filled.values())
    tokens, rule = count_tokens(values)
    return TitleReport(
        field=field,
        filled=len(filled),
        empty=len(texts) - len(filled),
        languages=language_counts(values),
        characters=_spread([len(text) for text in values]),
        words=_spread([len(text.split()) for text in values]),
        context=CONTEXT,
        over_context=sum(count > CONTEXT for count in tokens),
        token_rule=rule,
        duplicates=duplicate_groups(filled),
        near=near_groups(filled),
    )


def normalised(text: str) -> str:
    """Compatibility form, letter case folded, letters and digits alone with single blanks between words."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def duplicate_groups(texts: Mapping[str, str]) -> list[list[str]]:
    """Ids of articles whose titles are equal once normalised, the largest group first."""
    return _groups(texts, normalised)


def near_groups(texts: Mapping[str, str]) -> list[list[str]]:
    """Ids of articles whose titles are near-duplicates (:data:`NEAR_RULE`) without all being duplicates.

    Two groups that share an article are one.
    """
    groups = joined(texts, [group for key in (_prefix, _words) for group in _groups(texts, key)])
    near = [group for group in groups if len({normalised(texts[article]) for article in group}) > 1]
    return sorted(near, key=len, reverse=True)


def _groups(texts: Mapping[str, str], key: Callable[[str], str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for article, text in texts.items():
        if value := key(text):
            groups.setdefault(value, []).append(article)
    return sorted((group for group in groups.values() if len(group) > 1), key=len, reverse=True)


def _prefix(text: str) -> str:
    """The first characters; empty for a title that is shorter, whose beginning is all of it."""
    plain = normalised(text)
    return plain[:PREFIX] if len(plain) >= PREFIX else ""


def _words(text: str) -> str:
    return " ".join(sorted(Counter(normalised(text).split()).elements()))


def _spread(values: Sequence[int]) -> tuple[float, float, float]:
    return (min(values), median(values), max(values)) if values else (0, 0, 0)

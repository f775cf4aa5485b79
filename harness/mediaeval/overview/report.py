"""A split described, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediaeval.overview.languages import HINT
from mediaeval.overview.pictures import PictureReport, report_pictures
from mediaeval.overview.titles import NEAR_RULE, TitleReport, report_titles
from mediaeval.split import Split

__all__ = ["Overview", "describe"]

SHOWN = 3
RARE = 0.01


@dataclass(frozen=True)
class Overview:
    """A split in numbers.

    Args:
        split: articles and gallery.
        titles: one report for each field of titles.
        pictures: the gallery.
        truth: articles with ground truth; None where it is not known.
    """

    split: Split
    titles: Sequence[TitleReport]
    pictures: PictureReport
    truth: int | None

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON values."""
        return {
            "split": self.split.name,
            "articles": len(self.split.articles),
            "keys": list(self.split.submission_keys),
            "ground_truth": self.truth,
            "texts": _fields(self.split),
            "titles": [report.to_json() for report in self.titles],
            "pictures": self.pictures.to_json(),
            "notes": list(self.split.notes),
        }

    def lines(self) -> Iterator[str]:
        """Everything, for people, with a few examples of each trouble."""
        split = self.split
        yield split.name
        yield f"  articles: {len(split.articles):,}"
        yield f"  keys for submissions: {', '.join(split.submission_keys)} (the first by default)"
        yield f"  ground truth: {'not known' if self.truth is None else f'{self.truth:,} articles'}"
        yield f"  texts: {', '.join(f'{name} {count:,}' for name, count in _fields(split).items())}"
        yield from (f"  note: {note}" for note in split.notes)
        titles = {article.id: article.texts for article in split.articles}
        for report in self.titles:
            yield from _title_lines(report, {article: texts.get(report.field, "") for article, texts in titles.items()})
        yield from _picture_lines(self.pictures)


def describe(split: Split, truth: Mapping[str, str] | None) -> Overview:
    """Read every text and picture of a split."""
    fields = [name for name in _fields(split) if name.startswith("title")]
    titles = [
        report_titles(field, {article.id: article.texts.get(field, "") for article in split.articles})
        for field in fields
    ]
    return Overview(split, titles, report_pictures(split.images), None if truth is None else len(truth))


def _fields(split: Split) -> dict[str, int]:
    """Text field to the number of articles that have it, not blank."""
    counts: dict[str, int] = {}
    for article in split.articles:
        for name, text in article.texts.items():
            counts[name] = counts.get(name, 0) + bool(text.strip())
    return {name: count for name, count in counts.items() if count}


def _title_lines(report: TitleReport, texts: Mapping[str, str]) -> Iterator[str]:
    yield f"{report.field}: {report.filled:,} filled, {report.empty:,} empty"
    yield f"  languages: {HINT if report.languages is None else _languages(report.languages)}"
    for what, (low, middle, high) in (("characters", report.characters), ("words", report.words)):
        yield f"  {what}: {low:g} to {high:g}, median {middle:g}"
    share = report.over_context / max(report.filled, 1)
    yield f"  over {report.context} tokens: {report.over_context:,} ({share:.1%}), {report.token_rule}"
    for name, groups, rule in (
        ("duplicates", report.duplicates, "letter case and punctuation aside"),
        ("near-duplicates", report.near, NEAR_RULE),
    ):
        articles = sum(map(len, groups))
        yield f"  {name}: {articles:,} articles in {len(groups):,} group{'s' * (len(groups) != 1)} ({rule})"
        for group in groups[:SHOWN]:
            yield f"    {len(group)} x {texts[group[0]][:70]!r}: {_some(group)}"


def _picture_lines(report: PictureReport) -> Iterator[str]:
    yield f"images: {report.listed:,}"
    yield f"  missing: {_counted(report.missing)}"
    yield f"  unreadable: {len(report.unreadable):,}"
    yield from (f"    {image} {why}" for image, why in list(report.unreadable.items())[:SHOWN])
    same = sum(map(len, report.duplicates))
    groups = len(report.duplicates)
    yield f"  duplicates by hash: {same:,} images in {groups:,} group{'s' * (groups != 1)}"
    yield from (f"    {_some(group)}" for group in report.duplicates[:SHOWN])
    yield f"  suspicious: {len(report.suspicious):,}"
    yield from (f"    {image}: {why}" for image, why in list(report.suspicious.items())[:SHOWN])


def _languages(counts: Mapping[str, int]) -> str:
    total = sum(counts.values())
    often = {name: count for name, count in counts.items() if count >= RARE * total}
    rest = total - sum(often.values())
    return ", ".join([*(f"{name} {count:,}" for name, count in often.items()), *([f"other {rest:,}"] if rest else [])])


def _counted(names: Sequence[str]) -> str:
    return f"{len(names):,}" + (f" ({_some(names)})" if names else "")


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")

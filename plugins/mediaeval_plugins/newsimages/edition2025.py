"""The 2025 edition: 8,500 English GDELT articles, each with the id of its original picture.

A comma separated table with a byte order mark. Teams choose one picture for each article, from a gallery of their own
or generated; the original pictures, ``newsimages/<image_id>.jpg``, are the baseline and the gallery here.
What a run writes is a ranked list in the form of 2023, from which the pictures to hand in are taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from mediaeval import DataError, PictureFormat, Split, SplitName, SubmissionFormat
from mediaeval_plugins.newsimages.faults import first_of
from mediaeval_plugins.newsimages.layout import Half, Layout, below
from mediaeval_plugins.newsimages.tabular import TabularEdition

__all__ = ["LARGE_EVALUATED", "SMALL", "Edition2025"]

# fmt: off
SMALL = frozenset(map(str, (
    76, 238, 346, 493, 865, 1004, 1336, 1817, 2307, 2362, 2384, 2482, 2509, 2563, 2715, 2844, 4409, 4609, 5291, 5796,
    5800, 5923, 6074, 6172, 6469, 7304, 7374, 8192, 8399, 8495,
)))
"""The articles of the small subtask, all of which a team had to illustrate."""

LARGE_EVALUATED = frozenset(map(str, (
    440, 534, 1559, 1976, 2013, 2154, 2411, 3121, 3310, 3918, 4377, 4620, 5816, 6057, 6834, 7021, 7196, 7601, 8196,
    8420,
)))
"""The articles of the large subtask that were drawn for the rating."""
# fmt: on

_ROOTS = ("2025", "newsimages25", ".")
_ALL = Layout(
    test=Half(
        articles=(below(_ROOTS, "newsarticles.csv", "news_articles.csv"),),
        folders=below(_ROOTS, "newsimages"),
    )
)


class Edition2025(TabularEdition):
    """Reads ``newsarticles.csv``; SMALL and LARGE-eval are articles of it, the gallery is always the whole one."""

    edition: ClassVar[str] = "2025"
    layouts: ClassVar[Mapping[str, Layout]] = MappingProxyType({"SMALL": _ALL, "LARGE": _ALL, "LARGE-eval": _ALL})
    keys: ClassVar[Mapping[str, str]] = MappingProxyType({"article": "article_id", "url": "url"})
    ids: ClassVar[tuple[str, ...]] = ("article",)
    submission_keys: Sequence[str] = ("article_id", "url")
    submission_format: SubmissionFormat = SubmissionFormat(
        pictures=PictureFormat(archive="{team}.zip", folder="RET_{run}_{subtask}")
    )

    def read(self, name: SplitName, data: Path) -> Split:
        """The articles of the subtask and every picture that the table lists.

        Raises:
            DataError: the table is missing or not right, or lacks articles of the subtask.
        """
        split = super().read(name, data)
        wanted = {"SMALL": SMALL, "LARGE-eval": LARGE_EVALUATED}.get(name.name)
        if wanted is None:
            return split
        absent = wanted - {article.id for article in split.articles}
        if absent:
            raise DataError(
                f"{split.sources[0]}: {name} has {len(wanted)} articles and {len(absent)} are not in this table: "
                f"{first_of(sorted(map(int, absent)))}."
            )
        return replace(split, articles=tuple(article for article in split.articles if article.id in wanted))

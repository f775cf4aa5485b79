"""The 2026 edition: training articles as in 2025, test articles from MIND and historic Dutch papers in translation.

Test rows have ``N/A`` for their address and image: the gallery is apart, whichever a team chooses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

from mediaeval import PictureFormat, SubmissionFormat
from mediaeval_plugins.newsimages.layout import Half, Layout, below
from mediaeval_plugins.newsimages.tabular import TabularEdition

__all__ = ["Edition2026"]

_TEST = ("newsimages_test_and_evaluation_26_v1.0", "2026", "newsimages26", ".")
_TRAINING = ("newsimages_train_26_v1.1", "2026", "newsimages26")


def _layout(table: str) -> Layout:
    return Layout(
        test=Half(articles=(below(_TEST, table),), folders=below(_TEST, "newsimages")),
        train=Half(
            articles=(below(_TRAINING, "news_articles.csv", "news_articles_2025.csv"),),
            folders=below(_TRAINING, "newsimages"),
        ),
    )


class Edition2026(TabularEdition):
    """Reads the test and the evaluation articles; the training half of both is ``news_articles.csv``."""

    edition: ClassVar[str] = "2026"
    layouts: ClassVar[Mapping[str, Layout]] = MappingProxyType(
        {"TEST": _layout("news_articles_test.csv"), "EVALUATION": _layout("news_articles_evaluation.csv")}
    )
    keys: ClassVar[Mapping[str, str]] = MappingProxyType({"article": "article_id", "url": "url"})
    ids: ClassVar[tuple[str, ...]] = ("article",)
    submission_keys: Sequence[str] = ("article_id", "url")
    submission_format: SubmissionFormat = SubmissionFormat(
        pictures=PictureFormat(archive="{team}_Submission.zip", folder="{team}_{run}", distinct=True)
    )
    gallery_apart: ClassVar[bool] = True

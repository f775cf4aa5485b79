"""The 2021 edition: the Kölner Stadt-Anzeiger, January to March 2019 for training, April for the test.

The test texts are cp1252 and go by obfuscated article numbers, which a submission uses; the ground truth has the true
ones. The organisers published addresses instead of pictures: where ``images/<iid>.<ext>`` lies beside the tables, it
is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from mediaeval import Article, DataError, Split, SplitName, SubmissionFormat
from mediaeval_plugins.newsimages.layout import Half, Layout, below
from mediaeval_plugins.newsimages.submission import tab_lines
from mediaeval_plugins.newsimages.tabular import TabularEdition

__all__ = ["Edition2021", "true_number"]

_ROOTS = ("newsimages2021", "NewsImagesDataset/Data", "Data", "2021", ".")
_FOLDERS = below(_ROOTS, "images", "Images", "newsimages")
_OBFUSCATED = re.compile(r"[0-9]{10}")


def true_number(obfuscated: str) -> str:
    """The article's number in the ground truth: ``1000265260`` is ``526000026``.

    The formula is that of the organisers' evaluator (NewsImagesDataset, EvalTask.java): of the ten digits ``x`` the
    last four and then the second to the sixth, ``x[6:10] + x[1:6]``.
    """
    return obfuscated[6:10] + obfuscated[1:6]


class Edition2021(TabularEdition):
    """Reads the tables of the organisers' repository; ``2021:KStA/train`` unites the three training months."""

    edition: ClassVar[str] = "2021"
    layouts: ClassVar[Mapping[str, Layout]] = MappingProxyType(
        {
            "KStA": Layout(
                test=Half(
                    articles=(below(_ROOTS, "MediaEvalNewsImagesBatch04articles.tsv"),),
                    images=below(_ROOTS, "MediaEvalNewsImagesBatch04images.tsv"),
                    folders=_FOLDERS,
                    truth=below(_ROOTS, "content2019-04-gt.tsv"),
                ),
                train=Half(
                    articles=tuple(
                        below(
                            _ROOTS,
                            f"content2019-{month}.tsv",
                            f"content2019-{month}-v3.tsv",
                            f"content2019-{month}-v3.txt",
                            f"MediaEvalNewsImagesBatch{month}.tsv",
                        )
                        for month in ("01", "02", "03")
                    ),
                    folders=_FOLDERS,
                ),
            )
        }
    )
    keys: ClassVar[Mapping[str, str]] = MappingProxyType({"article": "articleID", "url": "url"})
    ids: ClassVar[tuple[str, ...]] = ("article",)
    submission_keys: Sequence[str] = ("articleID",)
    # The organisers' own files end their lines in CRLF.
    submission_format: SubmissionFormat = SubmissionFormat(header="allowed", tolerated=frozenset({"line-ends"}))

    def read(self, name: SplitName, data: Path) -> Split:
        """The articles and the gallery; test articles also have their true number, as the key ``article``.

        Raises:
            DataError: a table is missing or not right, or a test article's number has not ten digits.
        """
        split = super().read(name, data)
        articles = split.articles if name.train else tuple(map(_with_true_number, split.articles))
        return replace(split, articles=articles, submission_keys=tuple(self.submission_keys))

    def format_submission(self, rows: Iterable[tuple[str, Sequence[str]]]) -> Iterator[bytes]:
        """The official lines under the header ``articleID iid1 iid2 …``.

        Raises:
            SubmissionError: a key or an id is empty or holds a TAB or a line end.
        """
        return tab_lines(rows, header=True)


def _with_true_number(article: Article) -> Article:
    if not _OBFUSCATED.fullmatch(article.id):
        raise DataError(
            f"2021:KStA, line {article.line} of the test articles: articleID {article.id!r} has not ten digits.",
            hint="The test articles of 2021 go by obfuscated numbers such as 1000265260; is this the published file?",
        )
    return replace(article, keys={**article.keys, "article": true_number(article.id)})

"""The user's own paraphrases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediaeval import DataError, File, digest_file
from mediaeval_plugins.paraphrase.entries import Provenance, read_entries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["FileParaphrases"]


class FileParaphrases:
    """The title and the paraphrases that a file gives for its article, in the order of the file.

    JSON lines (``.jsonl``, ``.ndjson``): ``{"id": "17", "paraphrases": ["…", "…"]}``, or ``"paraphrase": "…"`` for
    one. CSV or TSV (``.csv``, ``.tsv``) with a header: an id column and one or several columns ``paraphrase``,
    ``paraphrase_2``, …; an article may have several rows or lines. The id may be called ``id``, ``article``, ``aid`` or
    ``key``; other fields are left alone. Texts are used as they stand; blank ones, and those that an article was given
    before, are passed over and counted.

    What ``mediaeval augment`` wrote is such a file, as it is or edited; several of them, one for each shard, may be
    joined end to end. How they came about goes into the manifest. Where the file says the title that a paraphrase was
    made of, articles whose title is another one now are counted.

    Args:
        path: the file; the ending of its name says the form.
    """

    def __init__(self, *, path: Path) -> None:
        self.path = Path(path)
        self._report: dict[str, int] = {}

    def augment(self, ids: Sequence[str], titles: Sequence[str]) -> list[list[str]]:
        """Each title, followed by its article's paraphrases; an article without an entry keeps its title alone.

        Raises:
            DataError: the file cannot be read or has another form (with the line), or knows none of the articles.
        """
        by_article: dict[str, list[str]] = {}
        titled: dict[str, str] = {}
        blank = repeated = 0
        for entry in read_entries(self.path):
            if isinstance(entry, Provenance):
                continue
            texts = by_article.setdefault(entry.article, [])
            if entry.title is not None:
                titled[entry.article] = entry.title
            for text in entry.texts:
                if not text.strip():
                    blank += 1
                elif text in texts:
                    repeated += 1
                else:
                    texts.append(text)
        known = set(ids)
        if ids and known.isdisjoint(by_article):
            raise DataError(
                f"{self.path}: has paraphrases for none of the {len(ids)} articles: its ids are such as "
                f"{next(iter(by_article))!r}, the split's such as {ids[0]!r}.",
                hint="Paraphrases are looked up by article id; give the file that was made for this split.",
            )
        views = [[title, *by_article.get(article, ())] for article, title in zip(ids, titles, strict=True)]
        kept = sum(len(texts) > 1 for texts in views)
        self._report = {
            "articles": len(views),
            "articles_kept": kept,
            "articles_fallback": len(views) - kept,
            "articles_unknown": len(by_article.keys() - known),
            "articles_retitled": sum(
                titled.get(article, title) != title for article, title in zip(ids, titles, strict=True)
            ),
            "used": sum(len(texts) - 1 for texts in views),
            "blank": blank,
            "repeated": repeated,
        }
        return views

    def report(self) -> dict[str, int]:
        """What the last call of :meth:`augment` did; empty before the first.

        ``articles`` is ``articles_kept`` (with a paraphrase) plus ``articles_fallback`` (the title alone);
        ``articles_unknown`` are in the file and not in the split; ``articles_retitled`` have another title than the
        one that the file says; ``used``, ``blank`` and ``repeated`` count texts, the latter two in the whole file.
        """
        return dict(self._report)

    def requirements(self) -> list[File]:
        """The file."""
        found = self.path if self.path.is_file() else None
        return [File(f"paraphrases {self.path}", found, "JSON lines, CSV or TSV; --set augmenter.path=FILE")]

    def fingerprint(self) -> Mapping[str, Any]:
        """The content of the file, wherever it lies, and what it says of how it came about.

        Raises:
            DataError: the file cannot be read, or has another form.
        """
        try:
            digest = digest_file(self.path)
        except OSError as error:
            raise DataError(
                f"{self.path}: cannot be read ({error.strerror or error}).",
                hint="Say where it is with --set augmenter.path=FILE.",
            ) from error
        origins = [entry.record for entry in read_entries(self.path) if isinstance(entry, Provenance)]
        return {"augmenter": "file", "sha256": digest, **({"provenance": origins} if origins else {})}

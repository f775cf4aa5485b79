"""A corpus as a split: ``corpus:FILE.parquet`` are the rows that are kept for validation, ``/train`` the others.

What is validated on between the steps of a training is this split, so ``mediaeval run`` can rank it before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mediaeval import Article, DataError, Location, Split, SplitName
from mediaeval_plugins.finetune.manifest import Manifest, read_manifest
from mediaeval_plugins.newsimages.submission import tab_lines
from mediaeval_plugins.newsimages.truth import read_qrels

__all__ = ["CorpusEdition"]


class CorpusEdition:
    """Reads a manifest's rows (:class:`mediaeval.roles.EditionRole`); the name of the split is the manifest's path.

    Articles go by their key; pictures by the sha256 of their file, so that equal ones are one.
    """

    submission_keys: Sequence[str] = ("id", "url")  # the shipped runs ask for the URL; here both are the key
    tuning = True

    def locate(self, name: SplitName, data: Path) -> Location:  # noqa: ARG002 - the name is the whole path
        """The manifest."""
        path = _path(name)
        return Location(name, (path,), () if path.is_file() else (path,))

    def read(self, name: SplitName, data: Path) -> Split:  # noqa: ARG002 - the name is the whole path
        """The titles of the rows, and their distinct pictures.

        Raises:
            DataError: the manifest cannot be read, or has no such row.
        """
        manifest = read_manifest(_path(name))
        rows = manifest.rows(_half(name))
        if not len(rows):
            raise DataError(
                f"{name}: the corpus has no row for {_half(name)}.", hint="`mediaeval corpus build` can keep some back."
            )
        keys, titles = manifest.take("key", rows), manifest.take("title", rows)
        return Split(
            name=f"corpus:{manifest.path.name}{'/train' if name.train else ''}",
            slug=manifest.path.stem + ("-train" if name.train else ""),
            articles=tuple(
                Article(key, {"id": key, "url": key}, {"title": title}, int(row) + 1)
                for key, title, row in zip(keys, titles, rows, strict=True)
            ),
            images=tuple(manifest.images(rows)),
            sources=(manifest.path,),
            submission_keys=tuple(self.submission_keys),
        )

    def read_truth(self, name: SplitName, data: Path) -> Mapping[str, str] | None:  # noqa: ARG002 - likewise
        """Each row's own picture.

        Raises:
            DataError: as for :meth:`read`.
        """
        manifest: Manifest = read_manifest(_path(name))
        rows = manifest.rows(_half(name))
        return dict(zip(manifest.take("key", rows), manifest.take("sha256", rows), strict=True))

    def read_qrels(self, path: Path, split: Split) -> Mapping[str, str]:
        """Ground truth from any file; see :func:`mediaeval_plugins.newsimages.truth.read_qrels`."""
        return read_qrels(path, split)

    def format_submission(self, rows: Iterable[tuple[str, Sequence[str]]]) -> Iterator[bytes]:
        """The lines of the 2023 format: article key and image ids, best first, with TABs between them.

        Raises:
            SubmissionError: a key or an id is empty or holds a TAB or a line end.
        """
        return tab_lines(rows)


def _path(name: SplitName) -> Path:
    return Path(name.name).expanduser()


def _half(name: SplitName) -> str:
    return "train" if name.train else "validation"

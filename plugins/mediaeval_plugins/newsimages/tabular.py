"""Reading an edition that is tables and a folder of pictures; each edition says where they lie and what its keys are.

An edition of that kind is a subclass that describes itself. One that makes its data at the first reading says where
(``root``) and makes it before it reads; in the layout of 2023 it writes ``Demo-Dataset/Demo-Test-Text.txt``,
``Demo-Test-Img.txt``, ``Demo-Test/<iid>.jpg``, ``Demo-Training.txt``, ``Demo-Training/<iid>.jpg`` and
``Demo-Test-GT.txt``::

    class DemoEdition(TabularEdition):
        edition = "demo"
        layouts = MappingProxyType({"demo": stem_layout("Demo")})

        def root(self, data):
            return cache_folder("demo")

        def locate(self, name, data):
            return replace(super().locate(name, data), missing=())

        def read(self, name, data):
            make(self.root(data))
            return super().read(name, data)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from mediaeval import DataError, Location, Split, SplitName, SubmissionFormat, did_you_mean
from mediaeval_plugins.newsimages.articles import Articles, read_articles
from mediaeval_plugins.newsimages.layout import Half, Layout, configured
from mediaeval_plugins.newsimages.pictures import PictureFolder, bare_id, gallery
from mediaeval_plugins.newsimages.submission import tab_lines
from mediaeval_plugins.newsimages.table import Table, read_table
from mediaeval_plugins.newsimages.truth import read_qrels

__all__ = ["DATA_HINT", "TabularEdition"]

DATA_HINT = (
    "Give the folder with --data DIR or $MEDIAEVAL_DATA; `mediaeval splits` lists where each split is looked for."
)


@dataclass(frozen=True, slots=True)
class _Files:
    """A half with its places resolved: for each table the alternatives; the first that exists is read."""

    picture: str
    articles: tuple[tuple[Path, ...], ...]
    images: tuple[Path, ...]
    folders: tuple[Path, ...]
    truth: tuple[Path, ...]

    @property
    def needed(self) -> tuple[tuple[Path, ...], ...]:
        return (*self.articles, self.images) if self.images else self.articles


class TabularEdition:
    """One edition (:class:`mediaeval.roles.EditionRole`), described by the attributes of its subclass.

    Attributes:
        edition: the name of its record, for messages and for ``newsimages.toml``.
        layouts: split name to where its files lie.
        keys: canonical column to the name that a submission gives that key, the default first.
        ids: columns that can be an article's id, the best first.
        submission_keys: the values of ``keys``.
        submission_format: what its submissions look like; a TAB at the end of a line, as files that were scored in 2023
            have, is let pass.
        hint: what to do when files are missing.
        gallery_apart: whether articles may come without images, as where teams search a gallery of their own.
    """

    edition: ClassVar[str]
    layouts: ClassVar[Mapping[str, Layout]]
    keys: ClassVar[Mapping[str, str]] = MappingProxyType({"url": "url", "aid": "aid", "article": "article"})
    ids: ClassVar[tuple[str, ...]] = ("aid", "url")
    submission_keys: Sequence[str] = ("url", "aid", "article")
    submission_format: SubmissionFormat = SubmissionFormat(tolerated=frozenset({"trailing-tab"}))
    hint: ClassVar[str] = DATA_HINT
    gallery_apart: ClassVar[bool] = False

    def root(self, data: Path) -> Path:
        """The folder that the layouts are relative to: the data folder, unless a subclass keeps its own."""
        return data

    def locate(self, name: SplitName, data: Path) -> Location:
        """Where the tables, pictures and ground truth are looked for; only tables can be missing.

        Raises:
            DataError: the edition has no such split or half, or ``newsimages.toml`` is not right.
        """
        files = self._files(name, data)
        looked = [path for paths in (*files.needed, files.folders, files.truth) for path in paths]
        return Location(
            name=name,
            looked=tuple(dict.fromkeys(looked)),
            missing=tuple(paths[0] for paths in files.needed if _first(paths) is None),
        )

    def read(self, name: SplitName, data: Path) -> Split:
        """The articles and the gallery.

        Raises:
            DataError: a table is missing or has another form; see ``read_table``, ``read_articles``, ``gallery``.
        """
        files = self._files(name, data)
        found = self._found(name, files)
        tables = [read_table(path) for path in found]
        texts = tables[: len(files.articles)]
        lists = tables[len(files.articles) :] or texts
        rows = self._articles(texts)
        for table in lists if not self.gallery_apart else ():
            table.require("iid")
        beside = sorted(files.folders, key=lambda folder: folder.parent != found[0].parent)
        images, notes = gallery(lists, files.picture, PictureFolder(beside), distinct=lists is not texts)
        if not images and not self.gallery_apart:
            raise DataError(
                f"{lists[0].path}: lists no image.", hint="Its column iid is empty; is this the right file?"
            )
        return Split(
            name=str(name),
            slug=name.slug,
            articles=rows.articles,
            images=images,
            sources=found,
            submission_keys=rows.submission_keys,
            notes=(*(note for table in tables for note in table.notes), *rows.notes, *notes),
        )

    def read_truth(self, name: SplitName, data: Path) -> Mapping[str, str] | None:
        """Article id to image id: from the table itself in a training half, else from the file of ground truth.

        Raises:
            DataError: a file is missing or not right, or ground truth is about other articles or images.
        """
        split = self.read(name, data)
        files = self._files(name, data)
        if files.truth:
            path = _first(files.truth)
            return None if path is None else read_qrels(path, split)
        wanted = {article.id for article in split.articles}
        rows = self._articles([read_table(path) for path in self._found(name, files)[: len(files.articles)]])
        pairs = zip((article.id for article in rows.articles), map(bare_id, rows.image_ids), strict=True)
        return {article: image for article, image in pairs if image and article in wanted} or None

    def read_qrels(self, path: Path, split: Split) -> Mapping[str, str]:
        """Ground truth from any file; see :func:`mediaeval_plugins.newsimages.truth.read_qrels`."""
        return read_qrels(path, split)

    def format_submission(self, rows: Iterable[tuple[str, Sequence[str]]]) -> Iterator[bytes]:
        """The official lines: article key and image ids, best first, with TABs between them.

        Raises:
            SubmissionError: a key or an id is empty or holds a TAB or a line end.
        """
        return tab_lines(rows)

    def _articles(self, tables: Sequence[Table]) -> Articles:
        return read_articles(tables, self.keys, self.ids)

    def _half(self, name: SplitName, root: Path) -> tuple[Half, str]:
        if name.name not in self.layouts:
            raise DataError(
                f"Edition {self.edition} has no split {name.name!r}; {did_you_mean(name.name, self.layouts)}"
            )
        layout = configured(self.layouts[name.name], root, self.edition, name.name)
        half = layout.train if name.train else layout.test
        if half is None or not half.articles:
            raise DataError(f"{self.edition}:{name.name} has no training half.")
        return half, layout.picture

    def _files(self, name: SplitName, data: Path) -> _Files:
        root = self.root(data)
        half, picture = self._half(name, root)

        def paths(names: Iterable[str]) -> tuple[Path, ...]:
            return tuple(root / name for name in names)

        return _Files(
            picture=picture,
            articles=tuple(paths(names) for names in half.articles),
            images=paths(half.images),
            folders=paths(half.folders) or (root,),
            truth=paths(half.truth),
        )

    def _found(self, name: SplitName, files: _Files) -> tuple[Path, ...]:
        found = [(paths, _first(paths)) for paths in files.needed]
        if any(path is None for _, path in found):
            absent = [paths for paths, path in found if path is None]
            raise DataError(
                f"{name}: {len(absent)} of {len(found)} files are not there.",
                hint=self.hint,
                details=[f"looked for {' and '.join(map(str, paths))}" for paths in absent],
            )
        return tuple(path for _, path in found if path is not None)


def _first(paths: Iterable[Path]) -> Path | None:
    return next((path for path in paths if path.is_file()), None)

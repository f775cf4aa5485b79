"""Any data set at all: ``folder:PATH``, a folder with pictures and a table that says which belongs to which title.

The table has the columns of 2025 (``article_id, article_title, image_id`` and more), or ``PATH/split.toml`` says what
its columns mean::

    csv = "captions.csv"        # not needed where only one table matches
    images = "images"           # likewise for images/, newsimages/ or the folder itself
    gallery = "listed"          # "folder": also the pictures that lie there unlisted

    [columns]
    id = "image_id"             # without one, articles go by their row's number
    title = "caption"
    image = "image_id"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from mediaeval import DataError, GalleryImage, Location, Split, SplitName, SubmissionFormat, did_you_mean
from mediaeval_plugins.newsimages.articles import Articles, read_articles
from mediaeval_plugins.newsimages.columns import canonical_all
from mediaeval_plugins.newsimages.faults import first_of
from mediaeval_plugins.newsimages.folderconfig import CONFIG, FolderConfig, read_config
from mediaeval_plugins.newsimages.pictures import PictureFolder, bare_id, gallery
from mediaeval_plugins.newsimages.submission import tab_lines
from mediaeval_plugins.newsimages.table import Row, Table, read_header, read_table
from mediaeval_plugins.newsimages.truth import read_qrels

__all__ = ["FolderEdition"]

_KEYS = MappingProxyType({"article": "id", "url": "url"})
_PICTURES = ("images", "newsimages", ".")


@dataclass(frozen=True, slots=True)
class _Folder:
    """One folder and its configuration."""

    path: Path
    config: FolderConfig

    @property
    def pictures(self) -> tuple[Path, ...]:
        names = (self.config.images,) if self.config.images is not None else _PICTURES
        return tuple(self.path / name for name in names)

    @property
    def tables(self) -> tuple[Path, ...]:
        """The table that is configured, or every one that there is."""
        if self.config.csv is not None:
            return (self.path / self.config.csv,)
        if not self.path.is_dir():
            return ()
        return tuple(sorted(path for path in self.path.iterdir() if path.suffix.lower() in {".csv", ".tsv"}))

    @property
    def sources(self) -> tuple[Path, ...]:
        config = self.path / CONFIG
        return (config,) if config.is_file() else ()


class FolderEdition:
    """Reads a folder (:class:`mediaeval.roles.EditionRole`); the name of the split is its path."""

    submission_keys: Sequence[str] = ("id", "url")
    tuning = True
    submission_format: SubmissionFormat = SubmissionFormat()

    def locate(self, name: SplitName, data: Path) -> Location:  # noqa: ARG002 - the name is the whole path
        """The folder, its table and its pictures; the folder and a table are needed.

        Raises:
            DataError: ``split.toml`` is not right, or the training half is asked for.
        """
        folder = _folder(name)
        tables = folder.tables or (folder.path / "*.csv",)
        looked = (folder.path, folder.path / CONFIG, *tables, *folder.pictures)
        needed = (folder.path, *tables) if folder.path.is_dir() else (folder.path,)
        return Location(name, looked=looked, missing=tuple(path for path in needed if not path.exists()))

    def read(self, name: SplitName, data: Path) -> Split:  # noqa: ARG002 - the name is the whole path
        """The articles of the table, and the gallery: the distinct images that it lists, or the whole folder.

        Raises:
            DataError: folder or table is missing, no table or more than one matches, or the table is not right.
        """
        folder = _folder(name)
        table, articles, notes = _articles(folder)
        pictures = PictureFolder(folder.pictures)
        images, more = gallery([table], "iid", pictures, distinct=False)
        if folder.config.gallery == "folder":
            images = _with_unlisted(images, pictures)
        if not images:
            raise DataError(
                f"{name}: the gallery is empty.",
                hint=f'Name the column of images under [columns] in {CONFIG}, or set gallery = "folder".',
            )
        return Split(
            name=str(name),
            slug=name.slug,
            articles=articles.articles,
            images=images,
            sources=(*folder.sources, table.path),
            submission_keys=articles.submission_keys,
            notes=(*table.notes, *notes, *articles.notes, *more),
        )

    def read_truth(self, name: SplitName, data: Path) -> Mapping[str, str] | None:  # noqa: ARG002 - likewise
        """Article id to image id, from the table's column of images; None where it has none.

        Raises:
            DataError: as for :meth:`read`.
        """
        _, articles, _ = _articles(_folder(name))
        pairs = zip((article.id for article in articles.articles), articles.image_ids, strict=True)
        return {article: bare_id(image) for article, image in pairs if image} or None

    def read_qrels(self, path: Path, split: Split) -> Mapping[str, str]:
        """Ground truth from any file; see :func:`mediaeval_plugins.newsimages.truth.read_qrels`."""
        return read_qrels(path, split)

    def format_submission(self, rows: Iterable[tuple[str, Sequence[str]]]) -> Iterator[bytes]:
        """The lines of the 2023 format: article key and image ids, best first, with TABs between them.

        Raises:
            SubmissionError: a key or an id is empty or holds a TAB or a line end.
        """
        return tab_lines(rows)


def _folder(name: SplitName) -> _Folder:
    if name.train:
        raise DataError(f"folder:{name.name} has no training half.", hint="Give the training data a folder of its own.")
    path = Path(name.name).expanduser()
    return _Folder(path, read_config(path / CONFIG))


def _articles(folder: _Folder) -> tuple[Table, Articles, tuple[str, ...]]:
    table = _meaning(read_table(_the_table(folder), rename=_stripped), folder.config.columns)
    notes: tuple[str, ...] = ()
    if "article" not in table.columns:
        rows = (Row(row.line, {**row.cells, "article": str(i)}) for i, row in enumerate(table.rows, 1))
        table = replace(table, columns=("article", *table.columns), rows=tuple(rows))
        notes = (f"{table.path.name}: has no column of ids; articles go by the number of their row",)
    return table, read_articles([table], _KEYS, ("article",)), notes


def _stripped(names: Sequence[str]) -> list[str]:
    return [name.strip() for name in names]


def _meaning(table: Table, columns: Mapping[str, str]) -> Table:
    """The table under canonical names: the configured ones, and for the others what their names say.

    Raises:
        DataError: a configured column is not there, or two columns have one meaning.
    """
    for header in columns.values():
        table.require(header)
    sources = dict(columns)
    for header, name in zip(table.columns, canonical_all(table.columns), strict=True):
        if name in columns or header in columns.values():
            continue
        if name in sources:
            raise DataError(
                f"{table.path}: columns {sources[name]!r} and {header!r} both mean {name!r}.",
                hint=f"Say which is meant under [columns] in {CONFIG}.",
            )
        sources[name] = header
    rows = (Row(row.line, {name: row.text(header) for name, header in sources.items()}) for row in table.rows)
    return replace(table, columns=tuple(sources), rows=tuple(rows))


def _the_table(folder: _Folder) -> Path:
    """The table of a folder: the configured one, or the one whose columns match.

    Raises:
        DataError: the folder or its table is missing, or not one and only one table matches.
    """
    tables = folder.tables
    if not folder.path.is_dir():
        raise DataError(f"{folder.path}: there is no such folder.", hint="Write --split folder:PATH.")
    if not all(path.is_file() for path in tables):
        raise DataError(
            f"{tables[0]}: the table that {folder.path / CONFIG} names is not there.",
            hint=did_you_mean(tables[0].name, (path.name for path in tables[0].parent.glob("*.[ct]sv"))),
        )
    if folder.config.csv is not None:
        return tables[0]
    lacking = {path: _lacking(read_header(path), folder.config) for path in tables}
    matching = [path for path, columns in lacking.items() if not columns]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise DataError(
            f"{folder.path}: {first_of(path.name for path in matching)} all have the columns of a split.",
            hint=f'Name one in {folder.path / CONFIG}, such as csv = "{matching[0].name}".',
        )
    raise DataError(
        f"{folder.path}: no table has the columns of a split.",
        details=[f"{path.name} has no {' and no '.join(columns)}" for path, columns in lacking.items()],
        hint=f"Say in {folder.path / CONFIG} what its columns mean: [columns] title = …, image = …",
    )


def _lacking(header: Sequence[str], config: FolderConfig) -> list[str]:
    """What a table with this header lacks to be the table of a split."""
    names = {name.strip() for name in header}
    known = set(canonical_all(header)) | set(config.columns)
    lacking = [repr(name) for name in config.columns.values() if name not in names]
    if not known & {"title", "titleEN"}:
        lacking.append("column of titles")
    if "iid" not in known and config.gallery == "listed":
        lacking.append("column of images")
    return lacking


def _with_unlisted(listed: Sequence[GalleryImage], pictures: PictureFolder) -> tuple[GalleryImage, ...]:
    """Listed images and then every other picture of the folder.

    Raises:
        DataError: two pictures differ in their suffix only, so that one id would mean both.
    """
    images = {image.id: image for image in listed}
    for name in pictures.pictures:
        image = GalleryImage(bare_id(name), pictures.path / name)
        known = images.setdefault(image.id, image)
        if known.path != image.path:
            raise DataError(f"{pictures.path}: {known.path.name} and {name} have one id, {image.id!r}.")
    return tuple(images.values())

"""A corpus file: which corpora make one training set, and what is left out of it.

[[corpus]]     name, source, limit, options   a corpus by its name; once for each
[images]       folder, min_side, placeholder  where pictures are kept that lie in no file yet; which are too poor
[titles]       min_length                     which are too short
[duplicates]   by                             what makes two pairs one
[leakage]      splits, fields, distance, …    test splits of which nothing may be in the set
[validation]   fraction, seed                 what is kept apart to validate on
[download]     …                              how politely (mediaeval_plugins.corpora.download)
[plugins]      files                          loose plugin files, relative to the file
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from annotated_types import Ge, Gt, Interval, Lt

from mediaeval import ComponentTable, RunFileError, TomlFile, find_run_file, read_toml_file

__all__ = [
    "CorpusFile",
    "DownloadTable",
    "DuplicatesTable",
    "Entry",
    "ImagesTable",
    "LeakageTable",
    "Sameness",
    "TitlesTable",
    "ValidationTable",
    "read_corpus_file",
]

Sameness = Literal["pair", "image", "title", "either"]


@dataclass(frozen=True)
class ImagesTable:
    """Where pictures are kept that do not lie in a file yet, and which are too poor to learn from.

    Args:
        folder: of downloaded pictures and of those from shards; by default ``<name>-images`` in the current folder.
        min_side: pixels of the shorter side below which a picture is left out.
        placeholder: as many files (or addresses) with the same bytes are no news picture; 0 believes them all.
    """

    folder: Path | None = None
    min_side: Annotated[int, Ge(1)] = 32
    placeholder: Annotated[int, Ge(0)] = 20


@dataclass(frozen=True)
class TitlesTable:
    """Which titles are too short.

    Args:
        min_length: letters and digits below which a title says nothing.
    """

    min_length: Annotated[int, Ge(1)] = 3


@dataclass(frozen=True)
class DuplicatesTable:
    """What makes two pairs one; the first of the file's order stays.

    Args:
        by: the same picture and the same title (``pair``), the same picture, the same title, or either of them.
    """

    by: Sameness = "pair"


@dataclass(frozen=True)
class LeakageTable:
    """Test splits of which nothing may be in the training set.

    Args:
        splits: their names, as ``mediaeval splits`` has them.
        fields: text fields of an article whose text counts as its title.
        distance: bits of 64 by which the perceptual hashes of two pictures may differ to be the same picture; -1
            compares bytes alone.
        unreadable: what a picture of a test split is that is missing or broken: an error, or left out and counted.
    """

    splits: tuple[str, ...] = ()
    fields: tuple[str, ...] = ("title", "titleEN")
    distance: Annotated[int, Interval(ge=-1, le=16)] = 6
    unreadable: Literal["error", "leave-out"] = "error"


@dataclass(frozen=True)
class ValidationTable:
    """What is kept apart to validate on: pairs that share a picture, a title or a group stay on one side.

    Args:
        fraction: of the groups.
        seed: another one keeps others apart.
    """

    fraction: Annotated[float, Ge(0), Lt(1)] = 0.0
    seed: int = 0


@dataclass(frozen=True)
class DownloadTable:
    """How pictures are downloaded.

    Args:
        contact: an address of yours, sent with each request, so that a site's owner can write to you.
        per_second: requests that one host is sent in a second, at most; its robots.txt may ask for fewer.
        per_host: requests of one host that are under way at a time.
        workers: requests of all hosts that are under way at a time.
        timeout: seconds without a byte after which a request is given up.
        deadline: seconds after which a request is given up, whatever it sends.
        retries: further attempts after a failure that may pass.
        backoff: seconds before the first of them, doubled for each one after it.
        max_wait: seconds that a host may ask us to wait (``Retry-After``); one that asks for more is left alone.
        redirects: that are followed.
        max_bytes: size above which a picture is not read to its end.
        pages: whether a record without a picture's address is looked up on its article's page.
    """

    contact: str = ""
    per_second: Annotated[float, Gt(0)] = 2.0
    per_host: Annotated[int, Ge(1)] = 2
    workers: Annotated[int, Ge(1)] = 32
    timeout: Annotated[float, Gt(0)] = 20.0
    deadline: Annotated[float, Gt(0)] = 120.0
    retries: Annotated[int, Ge(0)] = 4
    backoff: Annotated[float, Gt(0)] = 2.0
    max_wait: Annotated[float, Ge(0)] = 600.0
    redirects: Annotated[int, Ge(0)] = 5
    max_bytes: Annotated[int, Ge(1024)] = 30_000_000
    pages: bool = False


@dataclass(frozen=True)
class PluginsTable:
    """Loose plugin files, relative to the corpus file."""

    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One corpus of the file.

    Args:
        source: how the manifest calls it; unique in the file.
        table: the corpus by name, with its options.
        place: of its table, for messages.
        limit: read so many pairs and no more.
    """

    source: str
    table: ComponentTable
    place: str
    limit: int | None = None


_SETTINGS: dict[str, type[Any]] = {
    "images": ImagesTable,
    "titles": TitlesTable,
    "duplicates": DuplicatesTable,
    "leakage": LeakageTable,
    "validation": ValidationTable,
    "download": DownloadTable,
    "plugins": PluginsTable,
}


@dataclass(frozen=True)
class CorpusFile:
    """A training set, as its file and the overrides say it."""

    file: TomlFile = field(repr=False)
    entries: tuple[Entry, ...]
    description: str = ""
    images: ImagesTable = ImagesTable()
    titles: TitlesTable = TitlesTable()
    duplicates: DuplicatesTable = DuplicatesTable()
    leakage: LeakageTable = LeakageTable()
    validation: ValidationTable = ValidationTable()
    download: DownloadTable = DownloadTable()
    plugins: PluginsTable = PluginsTable()

    @property
    def name(self) -> str:
        """The name of the file, without its ending."""
        return self.file.path.stem

    @property
    def base(self) -> Path:
        """The folder that relative paths are relative to."""
        return self.file.path.parent

    @property
    def loose_plugins(self) -> list[str]:
        """The loose plugin files that it names."""
        return [str(self.base / name) for name in self.plugins.files]

    @property
    def image_folder(self) -> Path:
        """Where pictures are kept that do not lie in a file yet."""
        return self.images.folder or Path(f"{self.name}-images")


def read_corpus_file(name: str, overrides: Sequence[str] = ()) -> CorpusFile:
    """Read and check a corpus file; the names and options of corpora are checked when they are opened.

    Args:
        name: its path, or the name of one that travels with the package.
        overrides: ``table.key=value`` each.

    Raises:
        RunFileError: there is no such file, it is not TOML, holds an unknown table or key, or a value of another type.
    """
    tables = {*_SETTINGS, "corpus", "description"}
    file = read_toml_file(find_run_file(name, "corpus", tables)).override(overrides, ("corpus",))
    file.refuse_unknown(tables)
    if "corpus" not in file.values:
        raise RunFileError(
            f"{file.path}: there is no [[corpus]] table.", hint='Add one, such as:  [[corpus]]  name = "demo".'
        )
    description = file.values.get("description", "")
    if not isinstance(description, str):
        raise RunFileError(f"{file.place(None, 'description')}: must be a string, not {description!r}.")
    entries = tuple(_entry(file, place, table) for place, table in file.tables("corpus").items())
    sources: dict[str, Entry] = {}
    for entry in entries:
        if sources.setdefault(entry.source, entry) is not entry:
            raise RunFileError(
                f"{file.place(entry.place)}: there is a source {entry.source!r} before.",
                hint='Two of one corpus need names of their own, such as  source = "mine".',
            )
    settings = {name: file.settings(name, kind, base=file.path.parent) for name, kind in _SETTINGS.items()}
    return CorpusFile(file=file, entries=entries, description=description, **settings)


def _entry(file: TomlFile, place: str, values: dict[str, Any]) -> Entry:
    options = dict(values)
    source, limit = options.pop("source", None), options.pop("limit", None)
    table = file.component(place, options)
    source = table.name if source is None else source
    if not isinstance(source, str) or not re.fullmatch(r"[\w.-]+", source):
        raise RunFileError(f"{file.place(place, 'source')}: {source!r} must be letters, digits and '._-'.")
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 1):
        raise RunFileError(f"{file.place(place, 'limit')}: must be a number of pairs, not {limit!r}.")
    return Entry(source, table, place, limit)

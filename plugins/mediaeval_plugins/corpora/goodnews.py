"""GoodNews (Biten et al., CVPR 2019): articles of the New York Times with captioned pictures."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from mediaeval import DataError, File, Pair
from mediaeval_plugins.corpora.inputs import files_at, find_picture, fingerprint_of, needed, opened
from mediaeval_plugins.corpora.libraries import ijson_library
from mediaeval_plugins.corpora.markup import text_of
from mediaeval_plugins.corpora.records import field, plain

__all__ = ["GoodNews"]


class GoodNews:
    """The headline of an article with each picture in it.

    ``captioning_dataset.json`` (or ``article_caption.json``) is one object: article id to ``headline.main`` and
    ``images``, which is index to caption; the picture is ``<article id>_<index>.jpg``. Nearly all of it is in
    NYTimes800k as well, where duplicates are found by the picture's bytes.

    Args:
        path: the object of articles.
        images: the folder of pictures; by default ``images`` beside the file.
        image_urls: ``image_urls.json``, article id to index to address, for pictures to download.
        licence: a note for all pairs.
    """

    def __init__(
        self,
        *,
        path: Path,
        images: Path | None = None,
        image_urls: Path | None = None,
        licence: str = "for research; The New York Times' copyright",
    ) -> None:
        self.path = path
        self.images = images or path.parent / "images"
        self.image_urls = image_urls
        self.licence = licence

    def pairs(self) -> Iterator[Pair]:
        """A pair for each picture of each article.

        Raises:
            DataError: a file is missing or has another form.
        """
        with closing(sqlite3.connect("")) as lookup:  # a table of SQLite's own, on disk where it grows large
            lookup.execute("CREATE TABLE addresses (image TEXT PRIMARY KEY, address TEXT) WITHOUT ROWID")
            if self.image_urls is not None:
                lookup.executemany("INSERT OR REPLACE INTO addresses VALUES (?, ?)", _addresses(self.image_urls))
            for article, values in _members(self.path):
                title = text_of(plain(field(values, "headline.main")))
                for index in _images(self.path, article, values):
                    name = f"{article}_{index}"
                    file = find_picture(self.images / f"{name}.jpg")
                    row = None if file.exists() else _row(lookup, name)
                    yield Pair(id=name, title=title, image=row or file, licence=self.licence, group=article)

    def requirements(self) -> list[File]:
        """The object of articles, and of addresses if it is named."""
        files = [needed("articles of GoodNews", self.path, "Say where it is with the option path.")]
        if self.image_urls is not None:
            files.append(needed("addresses of GoodNews", self.image_urls, "image_urls.json of GoodNews."))
        return files

    def fingerprint(self) -> dict[str, object]:
        """What the files hold.

        Raises:
            DataError: one cannot be read.
        """
        urls = files_at(self.image_urls) if self.image_urls is not None else []
        return fingerprint_of("goodnews", [*files_at(self.path), *urls])


def _members(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The members of the object that a file is, parsed as they are read."""
    ijson = ijson_library()
    (path,) = files_at(path)[:1]
    name = None
    with opened(path) as file:
        try:
            for name, value in ijson.kvitems(file, ""):
                if not isinstance(value, Mapping):
                    raise DataError(f"{path}: {name!r} is no object.", hint="Is this a file of GoodNews?")
                yield name, value
        except ijson.JSONError as error:
            raise DataError(f"{path}: is not JSON ({error}).") from error
    if name is None:
        raise DataError(f"{path}: is no object with articles by their id.", hint="Is this a file of GoodNews?")


def _images(path: Path, article: str, values: Mapping[str, Any]) -> list[str]:
    images = values.get("images") or {}
    if not isinstance(images, Mapping):
        raise DataError(f"{path}: 'images' of article {article!r} is no object.", hint="Is this a file of GoodNews?")
    return list(images)


def _addresses(path: Path) -> Iterator[tuple[str, str]]:
    for article, images in _members(path):
        for index, address in images.items():
            yield f"{article}_{index}", plain(address)


def _row(lookup: sqlite3.Connection, name: str) -> str:
    row = lookup.execute("SELECT address FROM addresses WHERE image = ?", (name,)).fetchone()
    return str(row[0]) if row else ""

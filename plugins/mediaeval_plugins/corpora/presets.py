"""The corpora of the paper that are records with field names of their own.

What was seen of each file is written beside it; none of them states a licence that could be read.
"""

from __future__ import annotations

from pathlib import Path

from mediaeval_plugins.corpora.recordcorpus import Fields, RecordCorpus
from mediaeval_plugins.corpora.records import Form

__all__ = ["BBC", "CNN", "AlJazeera", "Bloomberg", "BreakingNews", "HuffPost", "N24News"]

_SAMPLE = "data.world sample, no licence stated; publisher's copyright"


class AlJazeera(RecordCorpus):
    """Al Jazeera, the sample on data.world (opensnippets/al-jazeera-news-dataset), some 3,400 articles.

    Fields: ``title``, ``header_image``, ``images`` and ``url``, among others. Its pictures are addresses, to download.

    Args:
        path: the JSON, JSON-lines or CSV file.
        licence: a note for all pairs.
    """

    def __init__(self, *, path: Path, licence: str = _SAMPLE) -> None:
        super().__init__(path=path, image_fields=("header_image", "images"), page_field="url", licence=licence)


class CNN(RecordCorpus):
    """CNN, the sample on data.world (opensnippets/cnn-news-dataset), ``cnn_data.json``.

    Fields: ``title``, ``header_image``, among others. Its pictures are addresses, to download.

    Args:
        path: the JSON, JSON-lines or CSV file.
        licence: a note for all pairs.
    """

    def __init__(self, *, path: Path, licence: str = _SAMPLE) -> None:
        super().__init__(path=path, image_fields=("header_image",), licence=licence)


class BBC(RecordCorpus):
    """BBC UK, the sample on data.world (opensnippets/bbc-uk-news-dataset), ``bbc_news_list_uk.json``.

    Fields: ``title``, ``url``, among others. The records name no picture; the page at ``url`` does.

    Args:
        path: the JSON file; in one copy it is an object with the list in ``news``: say ``within = "news"``.
        within: of a file that is one object, the field that holds the list.
        licence: a note for all pairs.
    """

    def __init__(self, *, path: Path, within: str = "", licence: str = _SAMPLE) -> None:
        super().__init__(path=path, image_fields=(), page_field="url", within=within, licence=licence)


class HuffPost(RecordCorpus):
    """HuffPost, the sample on data.world (crawlfeeds/huffspot-news-dataset), ``huffpost_news_data.csv`` or ``.json``.

    Fields: ``headline``, ``primary_image``, HTML in ``raw_description``, among others. Its pictures are addresses.

    Args:
        path: the CSV or JSON file.
        licence: a note for all pairs.
    """

    def __init__(self, *, path: Path, licence: str = _SAMPLE) -> None:
        super().__init__(path=path, title_fields=("headline",), image_fields=("primary_image",), licence=licence)


class Bloomberg(RecordCorpus):
    """Bloomberg Quint, the sample on data.world (crawlfeeds/bloomberg-quint-news-dataset), 7,018 articles.

    Fields: ``title``, ``url``, HTML in ``raw_description``, among others. The picture is the first of that HTML, or the
    one that the page at ``url`` names.

    Args:
        path: the JSON or CSV file.
        licence: a note for all pairs.
    """

    def __init__(self, *, path: Path, licence: str = _SAMPLE) -> None:
        super().__init__(path=path, image_fields=("raw_description",), page_field="url", licence=licence)


class N24News(RecordCorpus):
    """N24News (Wang et al., LREC 2022): articles of the New York Times in 24 sections.

    ``nytimes_dataset.json`` is a list with ``headline``, ``image_id`` and ``image_url``; the full archive has it in
    ``news`` and the pictures in ``imgs/<image_id>.jpg``. A picture that is not there can be downloaded.

    Args:
        path: ``nytimes_dataset.json``, or what build_fully_dataset.py made of it.
        images: the folder of pictures; by default ``imgs`` or ``images`` beside the file or beside its folder.
        licence: a note for all pairs.
    """

    def __init__(
        self, *, path: Path, images: Path | None = None, licence: str = "for research; The New York Times' copyright"
    ) -> None:
        places = [base / name for base in (path.parent.parent, path.parent) for name in ("imgs", "images")]
        super().__init__(
            path=path,
            title_fields=("headline",),
            image_fields=("image_url",),
            image_pattern="{image_id}.jpg",
            images=images or next((place for place in places if place.is_dir()), places[0]),
            id_field="image_id",
            licence=licence,
        )


class BreakingNews(RecordCorpus):
    """BreakingNews (Ramisa et al., 2017): some 100,000 articles of 2014, by a mapping of yours.

    The archive is given to academic institutions on request and its layout is not public, so no name is taken for
    granted: say which file it is, and which fields or columns hold what.

    Args:
        path: the file of records or the table.
        title_fields: the first that is filled is the title.
        image_fields: the first that is filled is the picture: an address, or a file's name below ``images``.
        id_field: what tells records apart.
        images: the folder of the pictures; by default that of the file.
        image_pattern: the picture's file below ``images``, made of fields, such as ``{id}.jpg``.
        format: of the file; by default what the ending of its name says.
        encoding: of the file.
        columns: names for the columns of a table without a header, such as that of ``image_urls.tsv``.
        licence: a note for all pairs.
    """

    def __init__(
        self,
        *,
        path: Path,
        title_fields: Fields,
        image_fields: Fields,
        id_field: str,
        images: Path | None = None,
        image_pattern: str = "",
        format: Form = "auto",  # noqa: A002 - what users call it
        encoding: str = "utf-8",
        columns: tuple[str, ...] = (),
        licence: str = "for non-commercial research at academic institutions",
    ) -> None:
        super().__init__(
            path=path,
            title_fields=title_fields,
            image_fields=image_fields,
            id_field=id_field,
            images=images,
            image_pattern=image_pattern,
            format=format,
            encoding=encoding,
            columns=columns,
            licence=licence,
        )

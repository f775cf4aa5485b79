"""Webdataset shards: tar files whose members belong together by their name up to its first dot."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from mediaeval import DataError, File, Pair
from mediaeval_plugins.corpora.inputs import files_at, fingerprint_of, needed
from mediaeval_plugins.corpora.markup import text_of
from mediaeval_plugins.corpora.recordcorpus import Fields
from mediaeval_plugins.corpora.records import field, plain

__all__ = ["WebDataset"]

_PICTURES = ("jpg", "jpeg", "png", "webp", "gif")


class WebDataset:
    """Pairs from tar files, such as those of img2dataset: ``000.jpg``, ``000.txt``, ``000.json``.

    The pictures are handed on as bytes, and lie in files of their own after a build: training reads them in an order of
    its own, and a tar file can be read from its beginning only.

    Args:
        path: a tar file, a pattern for several (``part-*.tar``), or a folder of them; gzipped or not.
        title_fields: fields of the JSON member, the first that is filled is the title.
        title_members: members that hold the title as text, where the JSON member has none.
        licence_field: a field of the JSON member with a note for each pair, in place of ``licence``.
        licence: a note for all of them.
    """

    def __init__(
        self,
        *,
        path: Path,
        title_fields: Fields = ("title", "headline", "caption"),
        title_members: tuple[str, ...] = ("title.txt", "txt", "text", "caption"),
        licence_field: str | None = None,
        licence: str = "",
    ) -> None:
        self.path = path
        self.title_fields = title_fields
        self.title_members = title_members
        self.licence_field = licence_field
        self.licence = licence

    def pairs(self) -> Iterator[Pair]:
        """A pair for each sample of each shard.

        Raises:
            DataError: there is no shard, or one is no tar file or is cut off.
        """
        for shard in files_at(self.path, ".tar"):
            for key, members in _samples(shard):
                yield self._pair(shard, key, members)

    def requirements(self) -> list[File]:
        """The shards."""
        return [needed("shards", self.path, "Say where they are with the option path.", ".tar")]

    def fingerprint(self) -> dict[str, object]:
        """What the shards hold.

        Raises:
            DataError: one cannot be read.
        """
        return fingerprint_of("webdataset", files_at(self.path, ".tar"))

    def _pair(self, shard: Path, key: str, members: dict[str, bytes]) -> Pair:
        about = _json(shard, key, members)
        texts = [plain(field(about, name)) for name in self.title_fields]
        texts += [members[name].decode("utf-8", "replace") for name in self.title_members if name in members]
        note = plain(field(about, self.licence_field)) if self.licence_field else ""
        return Pair(
            id=f"{shard.name.partition('.')[0]}/{key}",
            title=next(filter(None, map(text_of, texts)), ""),
            image=next((members[name] for name in _PICTURES if members.get(name)), None),
            licence=note or self.licence,
        )


def _samples(shard: Path) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Each sample's members by their ending; those of one sample stand side by side."""
    key, members = "", dict[str, bytes]()
    try:
        with tarfile.open(shard, "r|*") as archive:
            for entry in archive:
                path = PurePosixPath(entry.name)
                stem, _, ending = path.name.partition(".")
                file = archive.extractfile(entry) if entry.isfile() and stem and ending else None
                if file is None:
                    continue
                name = str(path.parent / stem)
                if name != key and members:
                    yield key, members
                    members = {}
                key = name
                members[ending.lower()] = file.read()
    except (OSError, EOFError, tarfile.TarError) as error:
        raise DataError(f"{shard}: cannot be read as a tar file ({error}).") from error
    if members:
        yield key, members


def _json(shard: Path, key: str, members: dict[str, bytes]) -> dict[str, Any]:
    if "json" not in members:
        return {}
    try:
        about = json.loads(members["json"])
    except ValueError as error:
        raise DataError(f"{shard}: {key}.json is not JSON ({error}).") from error
    return about if isinstance(about, dict) else {}

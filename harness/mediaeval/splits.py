"""From the name of a split to the edition that reads it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mediaeval.errors import DataError, PluginError, did_you_mean
from mediaeval.gallery import pictures_below, with_gallery
from mediaeval.plugins import Found, Plugins
from mediaeval.records import Edition
from mediaeval.roles import EditionRole
from mediaeval.split import Location, Split, SplitName

__all__ = ["NamedSplit", "all_splits", "find_split", "find_splits"]


@dataclass(frozen=True)
class NamedSplit:
    """One split, or several united into one gallery, together with the editions that read them.

    Args:
        parts: each part's name and edition.
        data: the folder of the data.
        gallery: a folder of pictures to rank in place of the split's own.
    """

    parts: tuple[tuple[SplitName, EditionRole], ...]
    data: Path
    gallery: Path | None = None

    @property
    def name(self) -> str:
        """Canonical name, such as ``2023:GDELT-P2`` or ``2022:RSS/train+2022:TW/train``."""
        return "+".join(str(name) for name, _ in self.parts)

    @property
    def slug(self) -> str:
        """Folder name for outputs."""
        return "+".join(name.slug for name, _ in self.parts)

    @property
    def edition(self) -> EditionRole:
        """The edition that formats submissions."""
        return self.parts[0][1]

    def locations(self) -> list[Location]:
        """Where each part is looked for."""
        return [edition.locate(name, self.data) for name, edition in self.parts]

    def read(self) -> Split:
        """Articles and gallery of all parts.

        Raises:
            DataError: a part or the gallery cannot be read, or two parts share an article id.
        """
        united = self._united()
        return united if self.gallery is None else with_gallery(united, self.gallery)

    def read_rankable(self) -> Split:
        """As :meth:`read`, for who needs something to rank.

        Raises:
            DataError: as for :meth:`read`, or there is no article or no image.
        """
        split = self.read()
        if not split.articles:
            raise DataError(f"{split.name}: has no articles.")
        if not split.images:
            raise DataError(
                f"{split.name}: its articles come without images, so there is nothing to rank.",
                hint="Give the pictures to choose from with --gallery DIR.",
            )
        return split

    def _united(self) -> Split:
        splits = [edition.read(name, self.data) for name, edition in self.parts]
        if len(splits) == 1:
            return splits[0]
        images = {image.id: image for split in splits for image in split.images}
        keys = [key for key in splits[0].submission_keys if all(key in split.submission_keys for split in splits)]
        return Split(
            name=self.name,
            slug=self.slug,
            articles=tuple(article for split in splits for article in split.articles),
            images=tuple(images.values()),
            sources=tuple(source for split in splits for source in split.sources),
            submission_keys=tuple(keys),
            notes=tuple(note for split in splits for note in split.notes),
        )

    def read_truth(self) -> Mapping[str, str] | None:
        """Article id to image id; None unless every part's ground truth is at hand.

        None too for a gallery apart that has not one of the true images: whatever is ranked there, nothing is right.
        """
        truth: dict[str, str] = {}
        for name, edition in self.parts:
            part = edition.read_truth(name, self.data)
            if part is None:
                return None
            truth.update(part)
        if self.gallery is not None and not self._holds_any(truth):
            return None
        return truth

    def _holds_any(self, truth: Mapping[str, str]) -> bool:
        wanted = set(truth.values())
        return self.gallery is not None and any(image.id in wanted for image in pictures_below(self.gallery))


def find_splits(names: Iterable[str], plugins: Plugins, data: Path, gallery: Path | None = None) -> list[NamedSplit]:
    """The splits of ``--split`` values; ``all`` stands for every test split found below the data folder.

    Args:
        names: the values.
        plugins: where editions come from.
        data: the folder of the data.
        gallery: a folder of pictures to rank in place of each split's own.

    Raises:
        DataError: there is no such split, or ``all`` finds none.
    """
    found: dict[str, NamedSplit] = {}
    for name in names:
        for split in _found_below(plugins, data) if name == "all" else [find_split(name, plugins, data)]:
            found[split.name] = replace(split, gallery=gallery)
    return list(found.values())


def find_split(text: str, plugins: Plugins, data: Path, gallery: Path | None = None) -> NamedSplit:
    """One split by its name: ``[edition:]NAME[/train]``, several joined by ``+``.

    Raises:
        DataError: no edition has such a split.
    """
    return NamedSplit(tuple(_part(part, plugins) for part in text.split("+")), data, gallery)


def all_splits(plugins: Plugins, data: Path, broken: list[PluginError] | None = None) -> Iterator[NamedSplit]:
    """Every test and training split of every edition that lists its splits.

    Args:
        plugins: where editions come from.
        data: the folder of the data.
        broken: takes the errors of editions that cannot be loaded, whose splits are passed over.
    """
    for found in plugins.all(Edition):
        try:
            edition: EditionRole = found.load()()
        except PluginError as error:
            if broken is not None:
                broken.append(error)
            continue
        for name in _record(found).splits:
            for train in (False, True):
                split = NamedSplit(((SplitName(found.record.name, name, train), edition),), data)
                with contextlib.suppress(DataError):  # an edition says so where a split has no training half
                    split.locations()
                    yield split


def _found_below(plugins: Plugins, data: Path) -> Sequence[NamedSplit]:
    root = data.resolve()
    found = [
        split
        for split in all_splits(plugins, data)
        for location in split.locations()
        if not location.name.train
        and location.found
        and any(path.resolve().is_relative_to(root) for path in location.looked if path.exists())
    ]
    if not found:
        raise DataError(
            f"--split all: there is no split below {data}.",
            hint="Give the folder with --data DIR or $MEDIAEVAL_DATA; `mediaeval splits` says where each is sought.",
        )
    return found


def _part(text: str, plugins: Plugins) -> tuple[SplitName, EditionRole]:
    editions = plugins.all(Edition)
    prefix, colon, rest = text.partition(":")
    if colon and prefix in {found.record.name for found in editions}:
        record = _record(plugins.find(Edition, prefix))
        edition: EditionRole = plugins.find(Edition, prefix).load()()
        if not record.splits:
            return SplitName(prefix, rest), edition
        bare, train = _half(rest)
        name = _canonical(record, bare)
        if name is None:
            raise DataError(f"edition {prefix} has no split {bare!r}; {did_you_mean(bare, record.splits)}")
        return SplitName(prefix, name, train), edition
    bare, train = _half(text)
    # A bare name means the newest edition that has it: RT is the one of 2023.
    for found in sorted(editions, key=lambda found: found.record.name, reverse=True):
        name = _canonical(_record(found), bare)
        if name is not None:
            return SplitName(found.record.name, name, train), found.load()()
    known = [name for found in editions for name in _record(found).splits]
    raise DataError(
        f"there is no split {text!r}; {did_you_mean(bare, known)}",
        hint="`mediaeval splits` lists them; a folder of your own goes by folder:PATH.",
    )


def _half(text: str) -> tuple[str, bool]:
    return (text.removesuffix("/train"), True) if text.endswith("/train") else (text, False)


def _canonical(record: Edition, name: str) -> str | None:
    name = dict(record.aliases).get(name, name)
    by_case = {split.casefold(): split for split in record.splits}
    return by_case.get(name.casefold())


def _record(found: Found) -> Edition:
    assert isinstance(found.record, Edition)  # noqa: S101 - plugins.all(Edition) yields nothing else
    return found.record

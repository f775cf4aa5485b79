"""Where the files of a split lie: candidates for each, relative to the data folder, the usual place first."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from mediaeval import DataError, did_you_mean

__all__ = ["CONFIG", "Half", "Layout", "below", "configured", "stem_layout"]

CONFIG = "newsimages.toml"
"""A file in the data folder that says where a split's files lie when they are not where they were published."""

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Half:
    """Test or training half. Every field of names holds alternatives; the first that exists is read.

    Args:
        articles: the tables of articles, which are united, each with its alternatives.
        images: the list of the gallery; empty where the table of articles names the images itself.
        folders: the folder of pictures.
        truth: ground truth in a file of its own; empty where the table of articles holds it.
    """

    articles: tuple[Names, ...]
    images: Names = ()
    folders: Names = ()
    truth: Names = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Both halves of a split; ``picture`` is the column that names a picture's file."""

    test: Half
    train: Half | None = None
    picture: Literal["iid", "hashvalue"] = "iid"


def below(roots: Iterable[str], *names: str) -> Names:
    """Every name below every root; ``.`` is the data folder itself."""
    return tuple(name if root == "." else f"{root}/{name}" for root in roots for name in names)


def stem_layout(stem: str, roots: Iterable[str] | None = None) -> Layout:
    """The layout of 2023: ``<stem>-Test-Text.txt`` and its companions in ``<stem>-Dataset``, or straight below."""
    roots = (f"{stem}-Dataset", ".") if roots is None else tuple(roots)
    return Layout(
        test=Half(
            articles=(below(roots, f"{stem}-Test-Text.txt"),),
            images=below(roots, f"{stem}-Test-Img.txt"),
            folders=below(roots, f"{stem}-Test"),
            truth=below(roots, f"{stem}-Test-GT.txt", f"{stem}-GT.txt"),
        ),
        train=Half(
            articles=(below(roots, f"{stem}-Training.txt"),),
            folders=below(roots, f"{stem}-Training"),
        ),
    )


def configured(layout: Layout, data: Path, edition: str, split: str) -> Layout:
    """The layout as ``newsimages.toml`` of the data folder has it, where there is one.

    The table ``[edition.split]`` may hold ``articles``, ``images``, ``folder`` and ``truth`` for the test half and
    ``train`` (one table or a list of them) and ``train-folder`` for the training half; paths are relative to the data
    folder. What it does not name stays where the layout looks for it.

    Raises:
        DataError: the file is not TOML, or has an unknown key or another type than a path.
    """
    path = data / CONFIG
    if not path.is_file():
        return layout
    table = _table(path, _load(path), edition, split)
    known = ("articles", "images", "folder", "truth", "train", "train-folder")
    values: dict[str, Names] = {}
    for key, value in table.items():
        if key not in known:
            raise DataError(f"{path}: [{edition}.{split}] has no key {key!r}; {did_you_mean(key, known)}")
        listed = value if isinstance(value, list) and key == "train" and value else [value]
        if not all(isinstance(item, str) and item for item in listed):
            raise DataError(f"{path}: {edition}.{split}.{key} must be a path, not {value!r}.")
        values[key] = tuple(listed)
    test = replace(
        layout.test,
        articles=(values["articles"],) if "articles" in values else layout.test.articles,
        images=values.get("images", layout.test.images),
        folders=values.get("folder", layout.test.folders),
        truth=values.get("truth", layout.test.truth),
    )
    train = layout.train
    if "train" in values or "train-folder" in values:
        train = train or Half(articles=())
        train = replace(
            train,
            articles=tuple((name,) for name in values["train"]) if "train" in values else train.articles,
            folders=values.get("train-folder", train.folders),
        )
    return replace(layout, test=test, train=train)


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{os.fspath(path)}: is not a TOML file ({error}).") from error


def _table(path: Path, document: Mapping[str, Any], edition: str, split: str) -> Mapping[str, Any]:
    table: Any = document
    for depth, name in enumerate((edition, split)):
        table = table.get(name, {})
        if not isinstance(table, Mapping):
            place = ".".join((edition, split)[: depth + 1])
            raise DataError(f"{path}: {place} must be a table, [{edition}.{split}].")
    return table  # type: ignore[no-any-return]  # every level was just seen to be a mapping

"""``split.toml``: what the columns of somebody's own CSV mean, and where its pictures are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from mediaeval import DataError, did_you_mean

__all__ = ["COLUMNS", "CONFIG", "FolderConfig", "read_config"]

CONFIG = "split.toml"

COLUMNS = MappingProxyType(
    {"id": "article", "image": "iid", "url": "url"}
    | {name: name for name in ("title", "text", "titleEN", "textEN", "tags")}
)
"""What ``[columns]`` may name, to the canonical column."""


@dataclass(frozen=True, slots=True)
class FolderConfig:
    """The content of ``split.toml``, or what holds without one.

    Args:
        csv: the table, relative to the folder; None for the one whose columns match.
        images: the folder of pictures; None for ``images``, ``newsimages`` or the folder itself.
        gallery: the images that the table lists, or all that lie in the folder of pictures besides.
        columns: canonical column to the name in the table; empty where the table's own names will do.
    """

    csv: str | None = None
    images: str | None = None
    gallery: Literal["listed", "folder"] = "listed"
    columns: Mapping[str, str] = field(default_factory=dict)


def read_config(path: Path) -> FolderConfig:
    """Read ``split.toml``; a file that is not there means the defaults.

    Raises:
        DataError: the file is not TOML, or has an unknown key or a value of another type.
    """
    if not path.is_file():
        return FolderConfig()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path}: is not a TOML file ({error}).") from error
    _known(path, "", document, ("csv", "images", "gallery", "columns"))
    columns = document.get("columns", {})
    if not isinstance(columns, Mapping):
        raise DataError(f"{path}: columns must be a table, [columns].")
    _known(path, "columns.", columns, COLUMNS)
    mapping = {COLUMNS[key]: _string(path, f"columns.{key}", columns[key]).strip() for key in columns}
    gallery = document.get("gallery", "listed")
    if gallery != "listed" and gallery != "folder":  # noqa: PLR1714 - this is the form that narrows to a Literal
        raise DataError(f"{path}: gallery must be 'listed' or 'folder', not {gallery!r}.")
    return FolderConfig(
        csv=_string(path, "csv", document["csv"]) if "csv" in document else None,
        images=_string(path, "images", document["images"]) if "images" in document else None,
        gallery=gallery,
        columns=MappingProxyType(mapping),
    )


def _known(path: Path, prefix: str, table: Mapping[str, Any], known: Mapping[str, str] | tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            raise DataError(f"{path}: no such key as {prefix}{key}; {did_you_mean(key, known)}")


def _string(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise DataError(f"{path}: {key} must be a string, not {value!r}.")
    return value

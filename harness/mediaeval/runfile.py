"""A run file: TOML in, frozen dataclasses out, and one sentence for whatever is wrong with it.

[text]        fields, steps         which text of an article is encoded, and how it is cleaned first
[encoder]     name, options         required
[augmenter]   name, options         default: none
[reviser]     name, options         default: none
[aggregator]  name, options         default: mean-pool
[ranker]      name, options         default: top-k
[scoring]     order                 where revision stands to pooling (mediaeval.scoring)
[gallery]     unreadable            what an unreadable image is: an error, or left out and listed
[submission]  key                   the article key of the first column
[plugins]     files                 loose plugin files, relative to the run file
"""

from __future__ import annotations

import importlib.resources
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from mediaeval.errors import RunFileError, did_you_mean

__all__ = [
    "COMPONENTS",
    "ComponentTable",
    "GalleryTable",
    "Order",
    "PluginsTable",
    "RunFile",
    "ScoringTable",
    "SubmissionTable",
    "TextTable",
    "find_run_file",
    "read_run_file",
    "shipped_run_files",
]

Order = Literal["A", "B", "B-geo", "C", "C-geo", "D"]

COMPONENTS = ("encoder", "augmenter", "reviser", "aggregator", "ranker")
_DEFAULTS = {"augmenter": "none", "reviser": "none", "aggregator": "mean-pool", "ranker": "top-k"}


@dataclass(frozen=True)
class TextTable:
    """Which text of an article is encoded: the first of ``fields`` that it has, cleaned by ``steps`` in order."""

    fields: tuple[str, ...] = ("title",)
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class ComponentTable:
    """One component by name, with the options that the file gives."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ScoringTable:
    """Where revision stands to pooling; see :mod:`mediaeval.scoring`."""

    order: Order = "B"


@dataclass(frozen=True)
class GalleryTable:
    """What happens to images that are missing or cannot be decoded."""

    unreadable: Literal["error", "leave-out"] = "error"


@dataclass(frozen=True)
class SubmissionTable:
    """The article key in the first column; None: the edition's default."""

    key: str | None = None


@dataclass(frozen=True)
class PluginsTable:
    """Loose plugin files, relative to the run file."""

    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunFile:
    """A run, as its file and the overrides say it."""

    name: str
    path: Path
    encoder: ComponentTable
    augmenter: ComponentTable
    reviser: ComponentTable
    aggregator: ComponentTable
    ranker: ComponentTable
    description: str = ""
    text: TextTable = TextTable()
    scoring: ScoringTable = ScoringTable()
    gallery: GalleryTable = GalleryTable()
    submission: SubmissionTable = SubmissionTable()
    plugins: PluginsTable = PluginsTable()
    overrides: tuple[str, ...] = ()
    source: str = field(default="", repr=False)

    def component(self, kind: str) -> ComponentTable:
        """The table of one of :data:`COMPONENTS`."""
        return cast("ComponentTable", getattr(self, kind))

    def place(self, table: str, key: str | None = None) -> str:
        """Where a table or key stands, for messages: ``runs/run3.toml, line 12, [reviser] temperature``."""
        line = _line_of(self.source, table, key)
        return _place(self.path, line, table, key)


_SETTINGS: dict[str, type[Any]] = {
    "text": TextTable,
    "scoring": ScoringTable,
    "gallery": GalleryTable,
    "submission": SubmissionTable,
    "plugins": PluginsTable,
}


def shipped_run_files() -> dict[str, Path]:
    """The run files that travel with the package, by name, such as ``run3`` or ``beyond/siglip2``."""
    packaged = Path(str(importlib.resources.files("mediaeval") / "_runs"))
    folder = packaged if packaged.is_dir() else Path(__file__).resolve().parents[2] / "runs"
    return {
        path.relative_to(folder).with_suffix("").as_posix(): path
        for path in sorted(folder.rglob("*.toml"))
        if not path.name.startswith(".")
    }


def find_run_file(name: str) -> Path:
    """The run file at a path, or a shipped one by its name.

    Raises:
        RunFileError: there is neither.
    """
    path = Path(name)
    if path.is_file():
        return path
    shipped = shipped_run_files()
    bare = name.removeprefix("runs/").removesuffix(".toml")
    if bare in shipped and (path.suffix == "" or not path.parent.is_dir()):
        return shipped[bare]
    raise RunFileError(
        f"{name}: there is no such run file; {did_you_mean(bare, shipped)}",
        hint="Give a path, or the name of a shipped run file; `mediaeval init` copies those here to edit.",
    )


def read_run_file(path: Path, overrides: Sequence[str] = ()) -> RunFile:
    """Read and check a run file.

    Names of components are checked later, against the installed plugins.

    Args:
        path: the TOML file.
        overrides: ``table.key=value`` each, as TOML; a value that is not TOML is a string. Setting ``table.name``
            starts that table anew, because the file's options belong to the component that it names.

    Raises:
        RunFileError: it cannot be read, is not TOML, or holds an unknown table or key, or a value of another type.
    """
    source = _read_text(path)
    try:
        document = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise RunFileError(
            f"{path}: not a TOML file: {error}.", hint="Strings stand in quotes, tables in [brackets]."
        ) from None
    for override in overrides:
        _apply(document, override)
    values = {key: _value(path, source, key, value) for key, value in document.items()}
    if "encoder" not in values:
        raise RunFileError(
            f"{path}: there is no [encoder] table.", hint='Add one, such as:  [encoder]  name = "vit-l-14-336".'
        )
    defaults = {kind: ComponentTable(name) for kind, name in _DEFAULTS.items()}
    fixed = {"path": path, "overrides": tuple(overrides), "source": source}
    return RunFile(**{"name": path.stem, **defaults, **values, **fixed})


def _value(path: Path, source: str, key: str, value: Any) -> Any:
    """One entry of the document's top level, checked."""
    tables = {*_SETTINGS, *COMPONENTS}
    place = _place(path, _line_of(source, None, key), None, key)
    if key in ("name", "description"):
        if not isinstance(value, str):
            raise RunFileError(f"{place}: must be a string, not {value!r}.")
        if key == "name" and not re.fullmatch(r"[\w.-]+", value):
            raise RunFileError(f"{place}: {value!r} must be letters, digits and '._-': it names files.")
        return value
    if key not in tables:
        line = _line_of(source, None, key) or _line_of(source, key, None)
        known = {*tables, "name", "description"}
        raise RunFileError(
            f"{_place(path, line, None, None)}: there is no table or key {key!r}; {did_you_mean(key, known)}"
        )
    if not isinstance(value, dict):
        raise RunFileError(f"{place}: must be a table, not {value!r}.")
    return (_settings if key in _SETTINGS else _component)(path, source, key, value)


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise RunFileError(f"{path}: not a TOML file: byte {error.start} is not UTF-8.") from None
    except OSError as error:
        raise RunFileError(f"{path}: the run file cannot be read ({error.strerror}).") from error


def _apply(document: dict[str, Any], override: str) -> None:
    match = re.fullmatch(r"\s*([A-Za-z_][\w-]*)\.([A-Za-z_][\w-]*)\s*=\s*(.*?)\s*", override, re.DOTALL)
    if not match:
        raise RunFileError(f"--set {override!r}: must read table.key=value, such as reviser.temperature=0.02.")
    table, key, text = match.groups()
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    content = document.setdefault(table, {})
    if not isinstance(content, dict):
        raise RunFileError(f"--set {override!r}: {table!r} is not a table.")
    if table in COMPONENTS and key == "name" and content.get("name") != value:
        content.clear()
    content[key] = value


def _component(path: Path, source: str, table: str, value: dict[str, Any]) -> ComponentTable:
    options = dict(value)
    name = options.pop("name", None)
    if name is None:
        name = _DEFAULTS.get(table)
    if not isinstance(name, str):
        raise RunFileError(f"{_place(path, _line_of(source, table, None), table, 'name')}: must be given, as a string.")
    return ComponentTable(name, options)


def _settings(path: Path, source: str, table: str, value: dict[str, Any]) -> Any:
    from mediaeval.options import OptionError, check_options

    kind = _SETTINGS[table]
    arrays = {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}
    try:
        return kind(**check_options(kind, arrays, f"[{table}]"))
    except OptionError as error:
        place = _place(path, _line_of(source, table, error.key), None, None)
        raise RunFileError(f"{place}: {error.message}.".replace("?.", "?")) from None


def _line_of(source: str, table: str | None, key: str | None) -> int | None:
    """The line of a key (or of a table's header) in the source, counted from 1; None when an override brought it."""
    current: str | None = None
    for number, line in enumerate(source.splitlines(), start=1):
        header = re.match(r"\s*\[([\w.-]+)\]", line)
        if header:
            current = header.group(1)
            if key is None and current == table:
                return number
        elif key is not None and current == table and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
            return number
    return None


def _place(path: Path, line: int | None, table: str | None, key: str | None) -> str:
    parts = [str(path)]
    if line is not None:
        parts.append(f"line {line}")
    if table is not None:
        parts.append(f"[{table}]" + (f" {key}" if key else ""))
    elif key is not None:
        parts.append(key)
    return ", ".join(parts)

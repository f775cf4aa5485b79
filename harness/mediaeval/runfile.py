"""A run file: TOML in, frozen dataclasses out, and one sentence for whatever is wrong with it.

[text]        fields, steps         which text of an article is encoded, and how it is cleaned first
[encoder]     name, options         required; [[encoder]], several times, for an ensemble
[augmenter]   name, options         default: none
[reviser]     name, options         default: none
[aggregator]  name, options         default: mean-pool
[ensemble]    name, options         how several encoders become one; default: z-score-sum
[ranker]      name, options         default: top-k
[scoring]     order                 where revision stands to pooling (mediaeval.scoring.scores)
              bank, bank_file       what the reviser is fitted on: the test set, titles of your own, or both
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
    "BankChoice",
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
    "run_of_overrides",
    "shipped_run_files",
]

Order = Literal["A", "B", "B-geo", "C", "C-geo", "D"]
BankChoice = Literal["test", "external", "test+external"]

COMPONENTS = ("encoder", "augmenter", "reviser", "aggregator", "ranker")
_DEFAULTS = {"augmenter": "none", "reviser": "none", "aggregator": "mean-pool", "ranker": "top-k"}
_ENSEMBLE = "ensemble"
_DEFAULT_ENSEMBLE = "z-score-sum"


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
    """Where revision stands to pooling (:mod:`mediaeval.scoring.scores`), and what the reviser is fitted on.

    Args:
        order: the place of revision.
        bank: the articles of the test set, titles from ``bank_file``, or both.
        bank_file: ``.txt``, ``.jsonl`` or ``.csv``, relative to the run file
            (:func:`mediaeval.scoring.banks.read_titles`).
    """

    order: Order = "B"
    bank: BankChoice = "test"
    bank_file: str | None = None


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
    encoders: tuple[ComponentTable, ...]
    augmenter: ComponentTable
    reviser: ComponentTable
    aggregator: ComponentTable
    ranker: ComponentTable
    ensemble: ComponentTable | None = None
    description: str = ""
    text: TextTable = TextTable()
    scoring: ScoringTable = ScoringTable()
    gallery: GalleryTable = GalleryTable()
    submission: SubmissionTable = SubmissionTable()
    plugins: PluginsTable = PluginsTable()
    overrides: tuple[str, ...] = ()
    source: str = field(default="", repr=False)

    @property
    def encoder(self) -> ComponentTable:
        """The encoder; the first of an ensemble."""
        return self.encoders[0]

    def components(self) -> dict[str, ComponentTable]:
        """Every component's table by place, from ``encoder`` (``encoder.0`` and so on in an ensemble) to ``ranker``."""
        several = len(self.encoders) > 1
        tables = {f"encoder.{n}" if several else "encoder": table for n, table in enumerate(self.encoders)}
        for kind in COMPONENTS[1:]:
            if kind == "ranker" and self.ensemble is not None:
                tables[_ENSEMBLE] = self.ensemble
            tables[kind] = cast("ComponentTable", getattr(self, kind))
        return tables

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
    return _checked(path, source, document, overrides)


def run_of_overrides(overrides: Sequence[str]) -> RunFile:
    """A run of which the command line says all, for who needs no encoder: the encoder's name is empty.

    Raises:
        RunFileError: an override names an unknown table or key, or has a value of another type.
    """
    return _checked(Path("--set"), "", {"encoder": {"name": ""}}, overrides)


def _checked(path: Path, source: str, document: dict[str, Any], overrides: Sequence[str]) -> RunFile:
    for override in overrides:
        _apply(document, override)
    values = {key: _value(path, source, key, value) for key, value in document.items()}
    if "encoder" not in values:
        raise RunFileError(
            f"{path}: there is no [encoder] table.", hint='Add one, such as:  [encoder]  name = "vit-l-14-336".'
        )
    values["encoders"] = encoders = values.pop("encoder")
    if len(encoders) > 1:
        values.setdefault(_ENSEMBLE, ComponentTable(_DEFAULT_ENSEMBLE))
    elif _ENSEMBLE in values:
        raise RunFileError(
            f"{_place(path, _line_of(source, _ENSEMBLE, None), _ENSEMBLE, None)}: there is one encoder, so there is no "
            "ensemble.",
            hint="Write [[encoder]] twice for two; views of a title are pooled by [aggregator].",
        )
    defaults = {kind: ComponentTable(name) for kind, name in _DEFAULTS.items()}
    fixed = {"path": path, "overrides": tuple(overrides), "source": source}
    return RunFile(**{"name": path.stem, **defaults, **values, **fixed})


def _value(path: Path, source: str, key: str, value: Any) -> Any:
    """One entry of the document's top level, checked."""
    tables = {*_SETTINGS, *COMPONENTS, _ENSEMBLE}
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
    if key == "encoder":
        return _encoders(path, source, value)
    if not isinstance(value, dict):
        raise RunFileError(f"{place}: must be a table, not {value!r}.")
    return (_settings if key in _SETTINGS else _component)(path, source, key, value)


def _encoders(path: Path, source: str, value: Any) -> tuple[ComponentTable, ...]:
    """The one table ``[encoder]``, or those of ``[[encoder]]``."""
    if isinstance(value, dict):
        return (_component(path, source, "encoder", value),)
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        place = _place(path, _line_of(source, None, "encoder"), None, "encoder")
        raise RunFileError(f"{place}: must be a table, not {value!r}.")
    places = [f"encoder.{n}" if len(value) > 1 else "encoder" for n in range(len(value))]
    return tuple(_component(path, source, place, item) for place, item in zip(places, value, strict=True))


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise RunFileError(f"{path}: not a TOML file: byte {error.start} is not UTF-8.") from None
    except OSError as error:
        raise RunFileError(f"{path}: the run file cannot be read ({error.strerror}).") from error


def _apply(document: dict[str, Any], override: str) -> None:
    match = re.fullmatch(r"\s*([A-Za-z_][\w-]*)(?:\.(\d+))?\.([A-Za-z_][\w-]*)\s*=\s*(.*?)\s*", override, re.DOTALL)
    if not match:
        raise RunFileError(f"--set {override!r}: must read table.key=value, such as reviser.temperature=0.02.")
    table, number, key, text = match.groups()
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    content = document.setdefault(table, {})
    if isinstance(content, list) or number is not None:
        content = _one_of(content, table, number, override)
    if not isinstance(content, dict):
        raise RunFileError(f"--set {override!r}: {table!r} is not a table.")
    if table in (*COMPONENTS, _ENSEMBLE) and key == "name" and content.get("name") != value:
        content.clear()
    content[key] = value


def _one_of(content: Any, table: str, number: str | None, override: str) -> Any:
    """The table that ``encoder.1.key=value`` means."""
    tables = content if isinstance(content, list) else [content]
    if number is None and len(tables) > 1:
        raise RunFileError(
            f"--set {override!r}: there are {len(tables)} tables [[{table}]].",
            hint=f"Say which one, counted from 0: --set {override.strip().replace(table, f'{table}.0', 1)}",
        )
    at = int(number or 0)
    if at >= len(tables):
        raise RunFileError(f"--set {override!r}: there is no [[{table}]] number {at}; they are counted from 0.")
    return tables[at]


def _component(path: Path, source: str, table: str, value: dict[str, Any]) -> ComponentTable:
    options = dict(value)
    name = options.pop("name", None)
    if name is None:
        name = _DEFAULT_ENSEMBLE if table == _ENSEMBLE else _DEFAULTS.get(table)
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
    current: set[str | None] = {None}
    arrays: dict[str, int] = {}
    for number, line in enumerate(source.splitlines(), start=1):
        header = re.match(r"\s*(\[?)\[([\w.-]+)\]", line)
        if header:
            array, name = header.groups()
            current = {name}
            if array:  # the second [[encoder]] goes by encoder.1
                arrays[name] = arrays.get(name, -1) + 1
                current.add(f"{name}.{arrays[name]}")
            if key is None and table in current:
                return number
        elif key is not None and table in current and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
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

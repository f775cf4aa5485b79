"""A TOML file of tables: read with overrides, each table checked, and every mistake told with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from mediaeval.errors import RunFileError, did_you_mean

__all__ = ["ComponentTable", "TomlFile", "read_toml_file"]

S = TypeVar("S")


@dataclass(frozen=True)
class ComponentTable:
    """One component by name, with the options that the file gives."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TomlFile:
    """What a file and the overrides say together.

    Args:
        path: the file; options that are paths are relative to its folder.
        values: its content.
        source: its text, for the lines of messages.
        overrides: as they were given.
    """

    path: Path
    values: dict[str, Any]
    source: str = field(default="", repr=False)
    overrides: tuple[str, ...] = ()

    def override(self, overrides: Sequence[str], named: Collection[str] = ()) -> TomlFile:
        """The file after further overrides.

        Args:
            overrides: ``table.key=value`` each, as TOML; a value that is not TOML is a string.
            named: tables of a component: setting ``table.name`` starts such a one anew, because the file's options
                belong to the component that it names.

        Raises:
            RunFileError: an override has another form, or names no table.
        """
        for override in overrides:
            _apply(self.values, override, named)
        return TomlFile(self.path, self.values, self.source, (*self.overrides, *overrides))

    def place(self, table: str | None, key: str | None = None) -> str:
        """Where a table or key stands, for messages: ``runs/run3.toml, line 12, [reviser] temperature``."""
        return self.named(self.line(table, key), table, key)

    def named(self, line: int | None, table: str | None = None, key: str | None = None) -> str:
        """As :meth:`place`, with the line given."""
        parts = [str(self.path)]
        if line is not None:
            parts.append(f"line {line}")
        if table is not None:
            parts.append(f"[{table}]" + (f" {key}" if key else ""))
        elif key is not None:
            parts.append(key)
        return ", ".join(parts)

    def line(self, table: str | None, key: str | None) -> int | None:
        """The line of a key (or of a table's header), counted from 1; None when an override brought it."""
        return _line_of(self.source, table, key)

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Refuse a table or key at the top level that is none of these.

        Raises:
            RunFileError: there is one; says the nearest of ``known``.
        """
        names = set(known)
        for key in self.values:
            if key not in names:
                line = self.line(None, key) or self.line(key, None)
                raise RunFileError(f"{self.named(line)}: there is no table or key {key!r}; {did_you_mean(key, names)}")

    def table(self, name: str) -> dict[str, Any]:
        """One table as it stands; empty where the file has none.

        Raises:
            RunFileError: there is something else of that name.
        """
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            raise RunFileError(f"{self.place(None, name)}: must be a table, not {value!r}.")
        return value

    def tables(self, name: str) -> dict[str, dict[str, Any]]:
        """The one table ``[name]``, or those of ``[[name]]``, by place: ``name.0`` and so on if there are several.

        Raises:
            RunFileError: there is none, or something else of that name.
        """
        value = self.values.get(name)
        found = [value] if isinstance(value, dict) else value
        if not isinstance(found, list) or not found or not all(isinstance(item, dict) for item in found):
            raise RunFileError(f"{self.place(None, name)}: must be a table, not {value!r}.")
        return {f"{name}.{n}" if len(found) > 1 else name: item for n, item in enumerate(found)}

    def settings(self, name: str, kind: type[S], *, base: Path | None = None) -> S:
        """One table as an object of a class whose constructor declares its keys, as a component declares its options.

        Args:
            name: the table; one that is not there has the defaults.
            kind: the class.
            base: folder that relative paths are relative to; None leaves them.

        Raises:
            RunFileError: a key is unknown, missing, of another type or out of bounds.
        """
        from mediaeval.options import OptionError, check_options

        try:
            return kind(**check_options(kind, self.table(name), f"[{name}]", base))
        except OptionError as error:
            place = self.named(self.line(name, error.key))
            raise RunFileError(f"{place}: {error.message}.".replace("?.", "?")) from None

    def component(self, name: str, value: Mapping[str, Any], default: str | None = None) -> ComponentTable:
        """One table as a component's name and options.

        Args:
            name: how messages call the table.
            value: its content.
            default: the component where it names none.

        Raises:
            RunFileError: it must name a component and does not.
        """
        options = dict(value)
        chosen = options.pop("name", None)
        chosen = default if chosen is None else chosen
        if not isinstance(chosen, str):
            raise RunFileError(f"{self.named(self.line(name, None), name, 'name')}: must be given, as a string.")
        return ComponentTable(chosen, options)


def read_toml_file(path: Path) -> TomlFile:
    """Read a file.

    Raises:
        RunFileError: it cannot be read, or is not TOML.
    """
    try:
        source = path.read_bytes().decode("utf-8")
        return TomlFile(path, tomllib.loads(source), source)
    except UnicodeDecodeError as error:
        raise RunFileError(f"{path}: not a TOML file: byte {error.start} is not UTF-8.") from None
    except OSError as error:
        raise RunFileError(f"{path}: the run file cannot be read ({error.strerror}).") from error
    except tomllib.TOMLDecodeError as error:
        raise RunFileError(
            f"{path}: not a TOML file: {error}.", hint="Strings stand in quotes, tables in [brackets]."
        ) from None


def _apply(document: dict[str, Any], override: str, named: Collection[str]) -> None:
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
    if table in named and key == "name" and content.get("name") != value:
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


def _line_of(source: str, table: str | None, key: str | None) -> int | None:
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

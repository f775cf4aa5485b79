"""The run-file reference, from the code: the tables of :mod:`mediaeval.runfile` and the constructors of components.

Only our own plugins are asked, and component classes are imported, but no model library.
"""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Any

import click

from mediaeval import runfile
from mediaeval.commands.plugins.describe import bounds, documented, type_text, without_arguments
from mediaeval.options import options_of
from mediaeval.plugins import Found, get_plugins
from mediaeval.records import Record
from mediaeval.resolve import KINDS
from mediaeval.text import STEPS

__all__ = ["components", "run_file"]

_TABLES: dict[str, type[Any]] = {
    "text": runfile.TextTable,
    "scoring": runfile.ScoringTable,
    "gallery": runfile.GalleryTable,
    "submission": runfile.SubmissionTable,
    "plugins": runfile.PluginsTable,
}
_ROLE = re.compile(r":\w+:`~?\.?([^`]+)`")
_OVERVIEW = re.compile(r"^(\[\w+\])?\s+(\w[\w, ]*?)\s{2,}(.+)$", re.MULTILINE)


def run_file(table: str) -> str:
    """One table of the run file, key by key; the keys above all tables for ``top``, an overview for ``all``.

    Raises:
        click.ClickException: there is no such table.
    """
    if table == "all":
        return _overview()
    if table == "top":
        return _keys(runfile.RunFile, ("name", "description"), {"name": "the file's name"})
    if table not in _TABLES:
        raise click.ClickException(f"run-file: there is no table {table!r}; {', '.join(['all', 'top', *_TABLES])}")
    return _keys(_TABLES[table], tuple(field.name for field in fields(_TABLES[table])), {})


def _overview() -> str:
    """A row for each table, as the docstring of the module has them."""
    rows: list[list[str]] = []
    for table, keys, said in _OVERVIEW.findall(runfile.__doc__ or ""):
        anchor = re.sub(r"\W", "", table)
        anchor = anchor if anchor in _TABLES else "components"
        link = f"[`{table}`](#{anchor})" if table else ""
        meaning = re.sub(r"\[\[\w+\]\]", r"`\g<0>`", re.sub(r" \(mediaeval\.[\w.]+\)", "", said))
        rows.append([link, ", ".join(f"`{key}`" for key in keys.split(", ") if key != "options"), meaning])
        if "options" in keys:
            rows[-1][1] += ", the component's options"
    return _table(["table", "keys", "meaning"], rows)


def _keys(kind: type[Any], names: tuple[str, ...], defaults: dict[str, str]) -> str:
    """A row for each key of a settings table."""
    hints, said = typing.get_type_hints(kind, include_extras=True), documented(kind)
    default = {field.name: field.default for field in fields(kind)}
    rows = []
    for name in names:
        annotation = hints[name]
        words = _inline(said[name])
        if name == "steps":
            words = words.rstrip(".") + f": {', '.join(f'`{step}`' for step in STEPS)}"
        rows.append([f"`{name}`", _type(annotation), defaults.get(name) or _value(default[name]), words])
    return _table(["key", "type", "default", "meaning"], rows)


def components(kind: str) -> str:
    """Every built-in component of a kind: what it does, and its options.

    Raises:
        click.ClickException: there is no such kind.
    """
    if kind not in KINDS:
        raise click.ClickException(f"components: there is no kind {kind!r}; {', '.join(KINDS)}")
    found = sorted(get_plugins(own_only=True).all(KINDS[kind][0]), key=lambda item: item.record.name)
    return "\n\n".join(map(_component, found))


def _component(found: Found) -> str:
    record: Record = found.record
    target = found.load()
    text = without_arguments(inspect.getdoc(target) or record.summary)
    options = options_of(target, found.label)
    said = documented(target)
    rows = [
        [
            f"`{option.name}`",
            ", ".join(filter(None, [_type(option.annotation), bounds(option.annotation)])),
            "must be given" if option.required else _value(option.default),
            _inline(said.get(option.name, "")),
        ]
        for option in options.values()
    ]
    table = _table(["option", "type", "default", "meaning"], rows) if rows else "It has no options."
    return "\n\n".join([f"### {record.name}", *_paragraphs(text), table])


def _paragraphs(text: str) -> Iterator[str]:
    """A docstring in Markdown: its literal blocks are indented there too. What it raises concerns callers."""
    for paragraph in text.partition("\nRaises:\n")[0].strip().split("\n\n"):
        yield paragraph if paragraph.startswith("    ") else re.sub(r"::$", ":", _inline(paragraph))


def _inline(text: str) -> str:
    """Markdown for the marks of a docstring; where the code is, in brackets, is nothing to a reader of the page."""
    text = re.sub(r" \(:\w+:`[^`]+`\)", "", text)
    return _ROLE.sub(r"`\1`", text.replace("``", "`"))


def _type(annotation: Any) -> str:
    """A type in words, literals as code."""
    words = type_text(annotation).removesuffix(" or nothing")
    return re.sub(r'"[^"]*"', lambda match: f"`{match[0]}`", words)


def _value(default: Any) -> str:
    if default is MISSING or default is None or default in ((), ""):
        return "none"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        return f"`[{', '.join(_value(item).strip('`') for item in default)}]`"
    return f'`"{default}"`' if isinstance(default, str) else f"`{default}`"


def _table(headers: list[str], rows: list[list[str]]) -> str:
    cells = [[cell.removesuffix(".").replace("|", "\\|") for cell in row] for row in rows]
    lines = [headers, ["---"] * len(headers), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

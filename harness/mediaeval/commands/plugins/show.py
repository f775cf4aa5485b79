"""``mediaeval plugins show``."""

from __future__ import annotations

import inspect
import textwrap
from typing import Any

import click

from mediaeval.commands.options import debug_option, plugin_option
from mediaeval.commands.plugins.describe import bounds, documented, snippet, type_text, without_arguments
from mediaeval.commands.plugins.shared import all_plugins, place_of
from mediaeval.options import options_of
from mediaeval.plugins import Found
from mediaeval.records import Command, Corpus, Edition

__all__ = ["show"]


@click.command()
@click.argument("name", metavar="[KIND:]NAME")
@plugin_option
@debug_option
@click.pass_context
def show(ctx: click.Context, name: str, files: tuple[str, ...]) -> None:
    """Show a component: what it does, its options, how a run file names it, and where its code is.

    Of several components of one name, each is shown; KIND picks one, such as reviser:none.
    """
    found = all_plugins(ctx, files).search(name)
    click.echo("\n\n".join(_page(item) for item in found))


def _page(found: Found) -> str:
    record, plugin = found.record, found.plugin
    target = found.load()
    head = [
        f"{record.kind} {record.name} ({plugin.distribution} {plugin.version})",
        f"{record.target}",
        *([place] if (place := place_of(target)) else []),
    ]
    text = inspect.getdoc(target.callback if isinstance(record, Command) else target) or record.summary
    parts = ["\n".join(head), without_arguments(text)]
    if isinstance(record, Command):
        parts.append(f"Use\n\n  mediaeval {record.name} --help")
    elif isinstance(record, Edition):
        names = record.splits or ("PATH",)
        parts.append("Use\n\n" + "\n".join(f"  --split {record.name}:{split}" for split in names))
    else:
        place = "In a corpus file" if isinstance(record, Corpus) else "In a run file"
        parts += [_options(target, found.label), f"{place}\n\n{_indent(snippet(found, target))}"]
    return "\n\n".join(parts)


def _options(target: Any, label: str) -> str:
    from tabulate import tabulate

    described = documented(target)
    # Folded here and not by tabulate, whose maxcolwidths reads the text "False" as a value that is true.
    rows = [
        [
            option.name,
            textwrap.fill(type_text(option.annotation), 24),
            bounds(option.annotation),
            textwrap.fill("must be given" if option.required else repr(option.default), 32),
            textwrap.fill(described.get(option.name, ""), 48),
        ]
        for option in options_of(target, label).values()
    ]
    if not rows:
        return "Options: none"
    headers = ["Option", "Type", "Bounds", "Default", ""]
    return "Options\n\n" + _indent(tabulate(rows, headers=headers, disable_numparse=True))


def _indent(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())

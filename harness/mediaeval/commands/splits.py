"""``mediaeval splits``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mediaeval.commands.completion import complete_split
from mediaeval.commands.options import data_option, debug_option, gallery_option
from mediaeval.commands.subject import json_option, the_split
from mediaeval.errors import DataError, PluginError

if TYPE_CHECKING:
    from mediaeval.splits import NamedSplit

__all__ = ["splits"]


@click.group(invoke_without_command=True)
@data_option
@debug_option
@click.pass_context
def splits(ctx: click.Context, data: Path) -> None:
    """List the known splits: found or not, where each looked, how many articles and images, and how many are missing.

    A folder of your own with a CSV and pictures needs no listing: name it folder:PATH.
    """
    if ctx.invoked_subcommand is not None:
        return
    from tabulate import tabulate

    from mediaeval.cli import plugins_of
    from mediaeval.splits import all_splits

    broken: list[PluginError] = []
    rows = [[split.name, *_state(split, data)] for split in all_splits(plugins_of(ctx), data, broken)]
    headers = ["Split", "State", "Articles", "Images", "Missing images", "Looked at"]
    click.echo(tabulate(rows, headers=headers, disable_numparse=True))
    click.echo(f"\nPaths are below {data.resolve()} unless they say more.")
    for error in broken:
        click.echo(f"Error: {error}", err=True)


@splits.command()
@click.argument("name", metavar="SPLIT", shell_complete=complete_split)
@data_option
@gallery_option
@json_option
@debug_option
@click.pass_context
def show(ctx: click.Context, name: str, data: Path, gallery: Path | None, as_json: bool) -> None:
    """Show what is in SPLIT: its texts and pictures, counted and doubted.

    Languages, lengths and duplicates of titles; pictures that are missing, unreadable, equal or suspicious.

    \b
    Examples:
      mediaeval splits show demo
      mediaeval splits show 2026:TEST --gallery ~/yfcc100m
    """
    from mediaeval.overview.report import describe

    source = click.core.ParameterSource
    if ctx.parent is not None and ctx.get_parameter_source("data") is source.DEFAULT:
        data = ctx.parent.params["data"]  # `splits --data DIR show` means the same
    named = the_split(ctx, name, data, gallery)
    overview = describe(named.read(), named.read_truth())
    text = json.dumps(overview.to_json(), indent=1, ensure_ascii=False) if as_json else "\n".join(overview.lines())
    click.echo(text)


def _state(split: NamedSplit, data: Path) -> list[str]:
    """State, counts and places: where a split was found, or everywhere that it was looked for."""
    locations = split.locations()
    places = [path for location in locations for path in location.looked]
    if not all(location.found for location in locations):
        return ["not found", "", "", "", _lines(places, data)]
    found = _lines([path for path in places if path.exists()], data)
    try:
        read = split.read()
    except DataError as error:
        return [f"unusable: {error.message}", "", "", "", found]
    missing = sum(not image.path.is_file() for image in read.images)
    return ["found", str(len(read.articles)), str(len(read.images)), str(missing), found]


def _lines(paths: Sequence[Path], data: Path) -> str:
    root = data.resolve()
    shown = [path.resolve() for path in paths]
    return "\n".join(str(path.relative_to(root) if path.is_relative_to(root) else path) for path in shown)

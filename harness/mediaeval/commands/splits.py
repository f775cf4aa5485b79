"""``mediaeval splits``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mediaeval.commands.options import data_option, debug_option
from mediaeval.errors import DataError

if TYPE_CHECKING:
    from mediaeval.splits import NamedSplit

__all__ = ["splits"]


@click.command()
@data_option
@debug_option
@click.pass_context
def splits(ctx: click.Context, data: Path) -> None:
    """List the known splits: found or not, where each looked, how many articles and images, and how many are missing.

    A folder of your own with a CSV and pictures needs no listing: name it folder:PATH.
    """
    from tabulate import tabulate

    from mediaeval.cli import plugins_of
    from mediaeval.splits import all_splits

    rows = [[split.name, *_state(split)] for split in all_splits(plugins_of(ctx), data)]
    headers = ["Split", "State", "Articles", "Images", "Missing images", "Looked at"]
    click.echo(tabulate(rows, headers=headers, disable_numparse=True))


def _state(split: NamedSplit) -> list[str]:
    places = [path for location in split.locations() for path in location.looked]
    looked = "\n".join(f"{path}{'' if path.exists() else '  (not there)'}" for path in places)
    if not all(location.found for location in split.locations()):
        return ["not found", "", "", "", looked]
    try:
        read = split.read()
    except DataError as error:
        return [f"unusable: {error.message}", "", "", "", looked]
    missing = sum(not image.path.is_file() for image in read.images)
    return ["found", str(len(read.articles)), str(len(read.images)), str(missing), looked]

"""``mediaeval plugins new``."""

from __future__ import annotations

from pathlib import Path

import click

from mediaeval.commands.options import debug_option
from mediaeval.commands.plugins.shared import all_plugins
from mediaeval.errors import PluginError
from mediaeval.plugins import KINDS

__all__ = ["new"]


@click.command()
@click.argument("kind")
@click.argument("name")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", show_default="./mediaeval-NAME", help="Folder to write."
)
@debug_option
@click.pass_context
def new(ctx: click.Context, kind: str, name: str, out: Path | None) -> None:
    """Write a new plugin: a package that installs and passes its test as it is.

    KIND is encoder, augmenter, reviser, aggregator, ranker or corpus. NAME is what run files will call it.
    """
    from mediaeval.scaffold import write

    record = KINDS.get(kind)
    holders = [f for f in all_plugins(ctx, ()).all(record) if f.record.name == name] if record else []
    if holders:
        raise PluginError(
            f"there is already {holders[0].label}; two plugins of one name would clash.", hint="Choose another name."
        )
    folder = write(kind, name, out or Path(f"mediaeval-{name}"))
    click.echo(f"{folder}: written\n\nNext:")
    for step in (f"pip install --editable {folder}", f"pytest {folder}", f"mediaeval plugins check {kind}:{name}"):
        click.echo(f"  {step}")

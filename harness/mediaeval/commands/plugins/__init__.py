"""``mediaeval plugins``: one file for each of its commands."""

from __future__ import annotations

import click

from mediaeval.commands.options import plugin_option
from mediaeval.commands.plugins.check import check
from mediaeval.commands.plugins.listing import listing
from mediaeval.commands.plugins.new import new
from mediaeval.commands.plugins.show import show

__all__ = ["plugins"]


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@plugin_option
@click.pass_context
def plugins(ctx: click.Context, files: tuple[str, ...], as_json: bool) -> None:
    """List, show, make and check plugins.

    Without a command: every component with its kind, origin and state. A plugin that does not load stands there with
    its reason; it breaks only the run that names it.

    \b
    $MEDIAEVAL_PLUGINS   comma-separated distributions to load beside our own; empty: none
    $MEDIAEVAL_TRACE     1: tell on standard error what each plugin is asked and what it answers
    """
    if ctx.invoked_subcommand is None:
        listing(ctx, files, as_json=as_json)


plugins.add_command(show)
plugins.add_command(new)
plugins.add_command(check)

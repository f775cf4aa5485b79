"""``mediaeval plugins``."""

from __future__ import annotations

import click

__all__ = ["plugins"]


@click.group(invoke_without_command=True)
@click.pass_context
def plugins(ctx: click.Context) -> None:
    """List every component with its kind, origin and state."""
    if ctx.invoked_subcommand is not None:
        return
    from tabulate import tabulate

    from mediaeval.cli import plugins_of

    rows = []
    for plugin in plugins_of(ctx).loaded:
        origin = f"{plugin.distribution} {plugin.version}"
        if not plugin.ok:
            rows.append(["", plugin.name, origin, "failed", plugin.reason])
        rows += [[record.kind, record.name, origin, "ok", record.summary] for record in plugin.records]
    click.echo(
        tabulate(sorted(rows), headers=["Kind", "Name", "Distribution", "State", "Summary"], disable_numparse=True)
    )

"""``mediaeval plugins``: the table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import click

from mediaeval.cli import COMMANDS
from mediaeval.commands.plugins.shared import all_plugins
from mediaeval.plugins import Found, Plugins

__all__ = ["listing"]


def listing(ctx: click.Context, files: Sequence[str], *, as_json: bool) -> None:
    """Print every component of every plugin, and the plugins that failed."""
    rows = list(_rows(all_plugins(ctx, files)))
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    from tabulate import tabulate

    headers = ["Kind", "Name", "Distribution", "State", "Summary"]
    click.echo(tabulate([_cells(row) for row in rows], headers=headers, disable_numparse=True))


def _cells(row: dict[str, Any]) -> list[str]:
    origin = f"{row['distribution']} {row['version']}"
    return [row["kind"], row["name"], origin, row["state"], row["reason"] or row["summary"]]


def _rows(plugins: Plugins) -> Iterator[dict[str, Any]]:
    """Failed plugins first, then components by kind and name."""
    for plugin in plugins.failed:
        yield {
            "kind": "",
            "name": plugin.name,
            "distribution": plugin.distribution,
            "version": plugin.version,
            "state": "failed",
            "reason": plugin.reason,
            "summary": "",
            "target": "",
        }
    found = [Found(record, plugin) for plugin in plugins.loaded for record in plugin.records]
    for item in sorted(found, key=lambda f: (f.record.kind, f.record.name)):
        reason = _conflict(item, plugins)
        yield {
            "kind": item.record.kind,
            "name": item.record.name,
            "distribution": item.plugin.distribution,
            "version": item.plugin.version,
            "state": "clash" if reason else "ok",
            "reason": reason,
            "summary": item.record.summary,
            "target": item.record.target,
        }


def _conflict(item: Found, plugins: Plugins) -> str:
    if item.record.kind == "command" and item.record.name in COMMANDS:
        return "hidden by the command of the same name that mediaeval has itself"
    rivals = plugins.claimants(item)
    if not rivals:
        return ""
    others = " and ".join(f.plugin.name for f in rivals)
    return f"claimed by {others} too; write {item.plugin.distribution}:{item.record.name}"

"""``mediaeval store``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from mediaeval.commands.options import debug_option

__all__ = ["store"]


def _root() -> Path:
    from mediaeval.storage import cache_folder

    return cache_folder("embeddings")


@click.group()
def store() -> None:
    """List, verify and clear embeddings that were computed before."""


@store.command("ls")
@debug_option
def ls() -> None:
    """List the spaces of the store: one for each encoder and modality."""
    from tabulate import tabulate

    from mediaeval.store.upkeep import summaries

    found = summaries(_root())
    rows = [
        (
            space.folder.name[:12],
            space.items,
            space.width,
            space.shards,
            _bytes(space.size),
            dt.datetime.fromtimestamp(space.used, dt.UTC).strftime("%Y-%m-%d"),
            space.title + (f" ({space.damaged} damaged)" if space.damaged else ""),
        )
        for space in found
    ]
    click.echo(_root())
    if rows:
        click.echo(tabulate(rows, ("space", "items", "numbers", "shards", "size", "used", "what"), tablefmt="simple"))
    total = sum(space.size for space in found)
    click.echo(f"{len(found)} spaces, {sum(space.items for space in found)} items, {_bytes(total)}")


@store.command("verify")
@debug_option
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Read every byte of the store and compare it with its digest; exit code 1 if something has changed."""
    from mediaeval.store.upkeep import verify as check

    shards, problems = check(_root())
    for problem in problems:
        click.echo(problem)
    click.echo(f"{shards} shards, {len(problems)} damaged")
    if problems:
        click.echo("`mediaeval store prune` removes them; what they held is encoded again.")
        ctx.exit(1)


@store.command("prune")
@click.option(
    "--space", "spaces", multiple=True, metavar="SPACE", help="Also this space, by its name in `ls`; repeatable."
)
@click.option("--unused", type=click.FloatRange(min=0), metavar="DAYS", help="Also spaces not used for so many days.")
@click.option("--dry-run", is_flag=True, help="Say what would go; remove nothing.")
@debug_option
def prune(spaces: tuple[str, ...], unused: float | None, dry_run: bool) -> None:
    """Remove what killed writers left and shards that are damaged, and the spaces that you name."""
    from mediaeval.store.upkeep import plan_removals, remove

    removals = plan_removals(_root(), spaces=spaces, unused_days=unused)
    for removal in removals:
        click.echo(f"{removal.path}: {removal.reason}, {_bytes(removal.size)}")
        if not dry_run:
            remove(removal)
    verb = "would be removed" if dry_run else "removed"
    click.echo(f"{len(removals)} {verb}, {_bytes(sum(removal.size for removal in removals))}")


def _bytes(size: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:  # noqa: PLR2004 - SI prefixes
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"

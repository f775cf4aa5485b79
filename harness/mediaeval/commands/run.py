"""``mediaeval run``."""

from __future__ import annotations

import functools
from pathlib import Path

import click

from mediaeval.commands.completion import complete_run_file
from mediaeval.commands.opening import resolve_runs
from mediaeval.commands.options import (
    data_option,
    debug_option,
    device_option,
    gallery_option,
    offline_option,
    plugin_option,
    qrels_option,
    set_option,
    splits_option,
    workers_option,
)
from mediaeval.errors import RunFileError

__all__ = ["run"]


@click.command()
@click.argument("run_files", metavar="RUNFILE...", nargs=-1, required=True, shell_complete=complete_run_file)
@splits_option
@data_option
@gallery_option
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("submissions"), show_default=True, help="Folder to write to."
)
@qrels_option
@device_option
@set_option
@plugin_option
@click.option("--dry-run", is_flag=True, help="Print the resolved plan and the files it needs; encode nothing.")
@offline_option
@click.option("--force", is_flag=True, help="Replace outputs that differ.")
@workers_option
@debug_option
@click.pass_context
def run(
    ctx: click.Context,
    run_files: tuple[str, ...],
    splits: tuple[str, ...],
    data: Path,
    gallery: Path | None,
    out: Path,
    qrels: Path | None,
    device: str | None,
    overrides: tuple[str, ...],
    files: tuple[str, ...],
    dry_run: bool,
    force: bool,
    workers: int | None,
) -> None:
    """Rank a split's images for its headlines and write the official file.

    RUNFILE is a path, or the name of a shipped run file such as run3. Each run and split gives
    OUT/SPLIT/RUN.tsv, with a manifest and a table of articles beside it.

    \b
    Examples:
      mediaeval run demo --split demo
      mediaeval run run1 run3 --split GDELT-P1 --split RT --data ~/newsimages
      mediaeval run mini --split folder:pictures --set scoring.order=A
    """
    from mediaeval.plan import describe_plan
    from mediaeval.splits import find_splits

    resolved, plugins = resolve_runs(ctx, run_files, overrides, files, device)
    if len({r.name for r in resolved}) < len(resolved):
        raise RunFileError("Two of the run files have the same name.", hint='Set name = "…" at the top of one.')
    named = find_splits(splits, plugins, data, gallery)
    if dry_run:
        click.echo(describe_plan(resolved, named, out))
        return
    from mediaeval.pipeline import Settings, execute
    from mediaeval.results.result import bounds_lines, table
    from mediaeval.storage import cache_folder
    from mediaeval.store.embeddings import EmbeddingStore

    store = EmbeddingStore(cache_folder("embeddings"))
    outcomes = execute(
        resolved,
        named,
        Settings(
            out=out,
            store=store,
            force=force,
            qrels=qrels,
            workers=workers,
            warn=functools.partial(click.echo, err=True),
        ),
    )
    for outcome in outcomes:
        state = "written" if outcome.changed else "unchanged"
        click.echo(f"{outcome.outputs.submission}: {state}")
    scored = [outcome.result for outcome in outcomes if outcome.result is not None]
    if scored:
        bounds = [line for result in scored for line in bounds_lines(result)]
        click.echo("\n" + "\n".join([table(scored), *bounds]))
    for split in dict.fromkeys(outcome.split for outcome in outcomes if outcome.result is None):
        click.echo(f"\n{split}: ground truth is not known, so there is no score; give it with --qrels FILE.")

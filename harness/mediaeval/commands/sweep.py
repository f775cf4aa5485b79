"""``mediaeval sweep``."""

from __future__ import annotations

import functools
from pathlib import Path

import click

from mediaeval.commands.completion import complete_run_file
from mediaeval.commands.opening import plugins_for
from mediaeval.commands.options import (
    data_option,
    debug_option,
    device_option,
    gallery_option,
    offline_option,
    plugin_option,
    set_option,
    workers_option,
)
from mediaeval.commands.subject import split_option
from mediaeval.errors import DataError

__all__ = ["sweep"]


@click.command()
@click.argument("run_file", metavar="RUNFILE", shell_complete=complete_run_file)
@split_option
@click.option(
    "--over",
    multiple=True,
    required=True,
    metavar="TABLE.KEY=VALUE,VALUE…",
    help="What to vary; repeatable, and then every combination.",
)
@data_option
@gallery_option
@click.option("--qrels", type=click.Path(path_type=Path), help="Ground truth of your own.")
@device_option
@set_option
@plugin_option
@offline_option
@workers_option
@click.option("--on-test", is_flag=True, help="Allow a test split, for a study of it; the result says so.")
@debug_option
@click.pass_context
def sweep(
    ctx: click.Context,
    run_file: str,
    name: str,
    over: tuple[str, ...],
    data: Path,
    gallery: Path | None,
    qrels: Path | None,
    device: str | None,
    overrides: tuple[str, ...],
    files: tuple[str, ...],
    workers: int | None,
    on_test: bool,
) -> None:
    """Compare many settings of one run: encode once, rank for each, test each against the run as it stands.

    The test is paired, by article, on the reciprocal rank: 10,000 sign flips, p-values corrected after Holm. Nothing
    is written. A test split is refused, because what is tuned on it says nothing about other data: tune on its
    training half, on the demo or on a folder of your own.

    \b
    Examples:
      mediaeval sweep demo --split demo --over reviser.temperature=0.01,0.02,0.05,1
      mediaeval sweep run3 --split 2022:RSS/train --over reviser.name=none,dual-softmax,csls,sinkhorn
    """
    from mediaeval.commands.subject import the_split
    from mediaeval.pipeline import Settings
    from mediaeval.runfile import find_run_file, read_run_file
    from mediaeval.storage import cache_folder
    from mediaeval.store.embeddings import EmbeddingStore
    from mediaeval.sweep import is_test, settings_of, sweep_table
    from mediaeval.sweep import sweep as run_sweep

    path = find_run_file(run_file)
    plugins = plugins_for(ctx, files, [read_run_file(path, overrides)])
    chosen = settings_of(path, overrides, over, plugins, device)
    named = the_split(ctx, name, data, gallery)
    if is_test(named) and not on_test:
        raise DataError(
            f"{named.name}: is a test split: settings chosen on it say nothing about other data.",
            hint="Sweep on a training half, the demo or a folder of your own; or add --on-test for a study of it.",
        )
    store = EmbeddingStore(cache_folder("embeddings"))
    settings = Settings(
        out=Path(), store=store, qrels=qrels, workers=workers, warn=functools.partial(click.echo, err=True)
    )
    rows = run_sweep(chosen, named, settings)
    click.echo(f"{path.stem} on {named.name}, {len(rows[0].result.articles)} articles\n\n{sweep_table(rows)}")
    if is_test(named):
        click.echo(f"\nTuned on the test split {named.name}: the best of these settings is no result on it.")

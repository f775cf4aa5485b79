"""``mediaeval encode``."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

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
    set_option,
    splits_option,
    workers_option,
)

if TYPE_CHECKING:
    from mediaeval.roles import Modality

__all__ = ["encode"]


@click.command()
@click.argument("run_files", metavar="RUNFILE...", nargs=-1, required=True, shell_complete=complete_run_file)
@splits_option
@data_option
@gallery_option
@click.option("--only", type=click.Choice(["image", "text"]), help="Encode pictures alone, or titles alone.")
@device_option
@set_option
@plugin_option
@workers_option
@click.option(
    "--engine",
    type=click.Choice(["here", "ray"]),
    default="here",
    show_default=True,
    help="Who encodes: this process, or actors of Ray.",
)
@click.option("--actors", type=click.IntRange(min=1), default=1, show_default=True, help="With --engine ray: how many.")
@click.option(
    "--gpus", type=click.FloatRange(min=0), default=0.0, show_default=True, help="With --engine ray: of each."
)
@offline_option
@debug_option
@click.pass_context
def encode(
    ctx: click.Context,
    run_files: tuple[str, ...],
    splits: tuple[str, ...],
    data: Path,
    gallery: Path | None,
    only: Modality | None,
    device: str | None,
    overrides: tuple[str, ...],
    files: tuple[str, ...],
    workers: int | None,
    engine: str,
    actors: int,
    gpus: float,
) -> None:
    """Fill the store of embeddings; `mediaeval run` then encodes nothing.

    Started by torchrun, Slurm or mpirun, each process takes its part of the missing batches and helps with the rest
    when it is done; all must see the same store, $MEDIAEVAL_CACHE. Killed, run it again: what was encoded is kept.

    \b
    Examples:
      mediaeval encode run1 --split 2023:GDELT-P1
      torchrun --nproc-per-node 8 -m mediaeval encode run1 --split 2023:GDELT-P1
      srun --ntasks 16 mediaeval encode run1 --split 2023:GDELT-P1
      mediaeval encode run1 --split 2023:GDELT-P1 --engine ray --actors 8 --gpus 1
    """
    from mediaeval.encoding.filling import Engine, Here, fill
    from mediaeval.encoding.parts import WHOLE, part_from_environment
    from mediaeval.pipeline import Settings
    from mediaeval.splits import find_splits
    from mediaeval.storage import cache_folder
    from mediaeval.store.embeddings import EmbeddingStore

    resolved, plugins = resolve_runs(ctx, run_files, overrides, files, device)
    named = find_splits(splits, plugins, data, gallery)
    part = WHOLE if engine == "ray" else part_from_environment()
    who: Engine = Here(part, workers)
    if engine == "ray":
        from mediaeval.encoding.ray_engine import RayEngine

        who = RayEngine(actors, gpus, workers=workers or 0)
    settings = Settings(
        out=Path(),
        store=EmbeddingStore(cache_folder("embeddings")),
        workers=workers,
        warn=functools.partial(click.echo, err=True),
    )
    prefix = "" if part == WHOLE else f"process {part}: "
    modalities: tuple[Modality, ...] = (only,) if only else ("image", "text")
    for done in fill(resolved, named, settings, who, modalities):
        work = done.work
        rate = f", {work.encoded / work.seconds:.1f} a second" if work.encoded and work.seconds else ""
        click.echo(
            f"{prefix}{done.run} on {done.split}, {done.place}, {done.modality}: "
            f"{work.encoded} of {work.items} encoded here{rate}"
        )

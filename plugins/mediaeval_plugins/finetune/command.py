"""``mediaeval finetune``."""

from __future__ import annotations

from pathlib import Path

import click

from mediaeval import data_option, debug_option, device_option, plugin_option, workers_option

__all__ = ["finetune"]


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--set", "overrides", multiple=True, metavar="TABLE.KEY=VALUE", help="Override the file; repeatable.")
@data_option
@device_option
@plugin_option
@workers_option
@click.option("--dry-run", is_flag=True, help="Read everything, say what would be done, and compute nothing.")
@click.option("--force", is_flag=True, help="Start anew, and replace what the output folder holds.")
@debug_option
@click.pass_context
def finetune(
    ctx: click.Context,
    file: str,
    overrides: tuple[str, ...],
    data: Path,
    device: str | None,
    files: tuple[str, ...],
    workers: int | None,
    dry_run: bool,
    force: bool,
) -> None:
    """Fine-tune the text tower of an open_clip model on a corpus; its image tower stays as it is.

    FILE is a path, or the name of a shipped file: `finetune` is the paper's recipe, `finetune-demo` a minute's work.
    Pictures are encoded once, into the store that runs use; then the text tower is trained alone, on whole batches
    whatever fits into memory. Killed, run it again: it goes on where its last checkpoint stands, to the same weights.

    \b
    Examples:
      mediaeval finetune finetune-demo
      mediaeval finetune finetune --set corpus.manifest=news.parquet --dry-run
      torchrun --nproc-per-node 8 -m mediaeval finetune finetune --set training.precision=bf16
    """
    from mediaeval import open_embedding
    from mediaeval_plugins.finetune.file import read_file
    from mediaeval_plugins.finetune.session import open_session

    read = read_file(file, overrides)
    embedding = open_embedding(
        ctx,
        read.encoder,
        lambda key: read.toml.place("encoder", key),
        read.path.parent,
        files=[*files, *(str(read.path.parent / path) for path in read.plugins.files)],
        device=device,
        workers=workers,
    )
    session = open_session(read, embedding, data)
    if dry_run:
        click.echo("\n".join(session.describe()))
        return
    if session.is_done(force=force):
        click.echo(f"{read.folder}: is there already, from the same training; --force trains it again")
        return
    session.run(click.echo)

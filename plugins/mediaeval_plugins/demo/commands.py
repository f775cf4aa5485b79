"""``mediaeval demo``: what made the embedded data set and model."""

from __future__ import annotations

import functools
from pathlib import Path

import click

__all__ = ["demo"]


@click.group()
def demo() -> None:
    """The embedded data set and model: write it out, train it again."""


@demo.command()
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("demo-data"), show_default=True, help="New folder."
)
def data(out: Path) -> None:
    """Write the data set and its paraphrases to a folder, to look at."""
    from mediaeval import OutputError, atomic_path
    from mediaeval_plugins.demo.generate import FOLDER, make_data, paraphrases

    if (out / FOLDER).exists():
        raise OutputError(f"{out / FOLDER}: is there already.", hint="Give another folder with --out.")
    make_data(out)
    with atomic_path(out / "demo-paraphrases.jsonl") as temporary:
        temporary.write_text(paraphrases(), "utf-8")
    click.echo(f"{out / FOLDER}: written")


@demo.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo-checkpoint"),
    show_default=True,
    help="Folder to write.",
)
@click.option("--pairs", type=click.IntRange(min=128), default=6000, show_default=True, help="Pictures to train on.")
@click.option("--epochs", type=click.IntRange(min=1), default=14, show_default=True, help="Passes over them.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the weights and the order.")
def train(out: Path, pairs: int, epochs: int, seed: int) -> None:
    """Train the tiny model on pictures of the demo's own making and write it as an open_clip folder.

    Rank with it by `--set encoder.name=open-clip --set encoder.model=local-dir:FOLDER`.
    """
    from mediaeval_plugins.demo.train import train as train_model

    train_model(out, pairs=pairs, epochs=epochs, seed=seed, log=functools.partial(click.echo, err=True))
    click.echo(f"{out}: written")

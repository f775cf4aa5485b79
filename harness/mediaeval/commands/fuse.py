"""``mediaeval fuse``."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mediaeval.commands.completion import complete_run_file
from mediaeval.commands.opening import plugins_for
from mediaeval.commands.options import data_option, debug_option, device_option, gallery_option, plugin_option
from mediaeval.commands.subject import split_option
from mediaeval.errors import RunFileError

if TYPE_CHECKING:
    from mediaeval.runfile import RunFile

__all__ = ["fuse"]


@click.command()
@click.argument("members", metavar="RUN...", nargs=-1, required=True, shell_complete=complete_run_file)
@click.option("--with", "aggregator", required=True, metavar="AGGREGATOR", help="Such as rrf or z-score-sum.")
@split_option
@click.option("--name", "run_name", required=True, metavar="NAME", help="Name of the fused run.")
@click.option("--option", "options", multiple=True, metavar="KEY=VALUE", help="Of the aggregator; repeatable.")
@data_option
@gallery_option
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("submissions"), show_default=True, help="Folder to write to."
)
@click.option("--qrels", type=click.Path(path_type=Path), help="Ground truth of your own.")
@device_option
@plugin_option
@click.option("--force", is_flag=True, help="Replace outputs that differ.")
@debug_option
@click.pass_context
def fuse(
    ctx: click.Context,
    members: tuple[str, ...],
    aggregator: str,
    name: str,
    run_name: str,
    options: tuple[str, ...],
    data: Path,
    gallery: Path | None,
    out: Path,
    qrels: Path | None,
    device: str | None,
    files: tuple[str, ...],
    force: bool,
) -> None:
    """Fuse finished runs into one, written as any other.

    RUN is a run file (a path ending in .toml, or the name of a shipped one), which is scored again in full from the
    stored embeddings, or a submission file, whose ranks are all that is known: rrf and comb-mnz fuse those.

    \b
    Examples:
      mediaeval fuse run1 run3 --with z-score-sum --split RT --name run1+3
      mediaeval fuse a.tsv b.tsv run3 --with rrf --option k=30 --split RT --name fused
    """
    from mediaeval.fuse import Fusion
    from mediaeval.fuse import fuse as run_fusion
    from mediaeval.pipeline import Settings
    from mediaeval.resolve import build_part, resolve
    from mediaeval.results.result import table
    from mediaeval.splits import find_split
    from mediaeval.storage import cache_folder
    from mediaeval.store.embeddings import EmbeddingStore

    if not re.fullmatch(r"[\w.+-]+", run_name):
        raise RunFileError(f"--name {run_name!r}: must be letters, digits and '._+-': it names files.")
    read = [_member(member) for member in members]
    plugins = plugins_for(ctx, files, [one for one in read if not isinstance(one, Path)])

    def where(key: str) -> str:
        return "--with" if key == "name" else f"--option {key}"

    fusion = Fusion(
        run_name,
        [one if isinstance(one, Path) else resolve(one, plugins, device=device) for one in read],
        build_part("aggregator", aggregator, dict(_option(option) for option in options), plugins, where, Path()),
        build_part("ranker", "top-k", {}, plugins, where, Path()),
    )
    warn = functools.partial(click.echo, err=True)
    store = EmbeddingStore(cache_folder("embeddings"))
    outcome = run_fusion(
        fusion,
        find_split(name, plugins, data, gallery),
        Settings(out=out, store=store, force=force, qrels=qrels, warn=warn),
    )
    click.echo(f"{outcome.outputs.submission}: {'written' if outcome.changed else 'unchanged'}")
    if outcome.result is None:
        click.echo(f"\n{outcome.split}: ground truth is not known, so there is no score; give it with --qrels FILE.")
    else:
        click.echo("\n" + table([outcome.result]))


def _member(name: str) -> RunFile | Path:
    """A run file, or the path of what is no TOML."""
    from mediaeval.runfile import find_run_file, read_run_file

    path = Path(name)
    if path.suffix != ".toml" and path.is_file():
        return path
    return read_run_file(find_run_file(name))


def _option(text: str) -> tuple[str, Any]:
    """``key=value``, the value as TOML or else as a string."""
    import tomllib

    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise RunFileError(f"--option {text!r}: must read key=value, such as k=30.")
    try:
        return key.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return key.strip(), value

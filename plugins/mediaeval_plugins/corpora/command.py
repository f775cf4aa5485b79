"""``mediaeval corpus``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mediaeval import data_option, debug_option, plugin_option, workers_option

if TYPE_CHECKING:
    from mediaeval_plugins.corpora.build import Source
    from mediaeval_plugins.corpora.corpusfile import CorpusFile

__all__ = ["corpus"]

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def _file_options(function: Decorated) -> Decorated:
    """A corpus file, and what may be said beside it."""
    for decorate in (
        debug_option,
        plugin_option,
        data_option,
        click.option(
            "--set", "overrides", multiple=True, metavar="TABLE.KEY=VALUE", help="Override the file; repeatable."
        ),
        click.option(
            "--images",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="Pictures that lie in no file yet. Default: what the file says, or ./NAME-images.",
        ),
        click.argument("file", metavar="CORPUSFILE"),
    ):
        function = decorate(function)
    return function


@click.group()
def corpus() -> None:
    """Download, build and look into training sets of titles and pictures.

    A corpus file names the corpora; `mediaeval plugins` lists those that can be read.
    """


@corpus.command(short_help="Make one training set of some corpora.")
@_file_options
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.parquet",
    help="Manifest to write. Default: ./NAME.parquet.",
)
@click.option("--force", is_flag=True, help="Replace a manifest of other corpora or options.")
@workers_option
@click.pass_context
def build(
    ctx: click.Context,
    file: str,
    overrides: tuple[str, ...],
    images: Path | None,
    data: Path,
    files: tuple[str, ...],
    out: Path | None,
    force: bool,
    workers: int | None,
) -> None:
    """Make one training set of the corpora in CORPUSFILE: a Parquet manifest.

    CORPUSFILE is a path, or the name of a shipped one such as corpus-demo. Pairs without a title or a usable picture,
    duplicates, and whatever a test split has (by bytes, by perceptual hash, by title) are left out, counted, and listed
    beside the manifest. Pictures that were read before are not read again: a killed build goes on.

    \b
    Examples:
      mediaeval corpus build corpus-demo
      mediaeval corpus build corpus.toml --out news.parquet --set leakage.distance=4
    """
    from mediaeval import open_split
    from mediaeval_plugins.corpora.build import build as build_manifest
    from mediaeval_plugins.corpora.build import refuse_missing
    from mediaeval_plugins.corpora.show import described

    asked, sources = _open(ctx, file, overrides, images, data, files)
    refuse_missing(sources)
    target = Path(f"{asked.name}.parquet") if out is None else out
    built = build_manifest(
        asked, sources, target, lambda name: open_split(name, data, ctx).read(), workers=workers, force=force
    )
    click.echo("\n".join(described(built.about)))
    for path in built.files:
        click.echo(f"{path}: written")


@corpus.command(short_help="Download pictures that are given by address.")
@_file_options
@click.option("--retry-failed", is_flag=True, help="Ask again for what was refused or broken before.")
@click.pass_context
def download(
    ctx: click.Context,
    file: str,
    overrides: tuple[str, ...],
    images: Path | None,
    data: Path,
    files: tuple[str, ...],
    retry_failed: bool,
) -> None:
    """Download the pictures that the corpora in CORPUSFILE give by their address.

    Each host is asked what its robots.txt allows, and no faster than [download] says. Each address has one outcome in
    DIR/downloads.jsonl: call again to go on after a stop, and for what failed for a passing reason.

    \b
    Examples:
      mediaeval corpus download corpus.toml --set download.contact=me@example.org
      mediaeval corpus download corpus.toml --set download.per_second=5 --set download.per_host=4
    """
    from mediaeval_plugins.corpora.download import download_all

    asked, sources = _open(ctx, file, overrides, images, data, files)
    outcome = download_all(sources, asked.image_folder, asked.download, retry_failed=retry_failed)
    click.echo("\n".join(outcome.lines()))


@corpus.command(short_help="Print what is in a training set.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.parquet")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@debug_option
def show(file: Path, as_json: bool) -> None:
    """Print what is in a manifest: pairs by source and split, licences, titles, and what was left out."""
    import json

    from mediaeval_plugins.corpora.manifest import read_about
    from mediaeval_plugins.corpora.show import described, measured

    about, contents = read_about(file), measured(file)
    if as_json:
        click.echo(json.dumps(about | {"contents": contents}, indent=1, ensure_ascii=False))
        return
    click.echo("\n".join(described(about, contents)))


def _open(
    ctx: click.Context,
    name: str,
    overrides: Sequence[str],
    images: Path | None,
    data: Path,
    files: Sequence[str],
) -> tuple[CorpusFile, list[Source]]:
    """The corpus file, and its corpora, each found and its options checked before any is read."""
    import dataclasses
    from functools import partial

    from mediaeval import open_corpus
    from mediaeval_plugins.corpora.build import Source
    from mediaeval_plugins.corpora.corpusfile import read_corpus_file

    file = read_corpus_file(name, overrides)
    if images is not None:
        file = dataclasses.replace(file, images=dataclasses.replace(file.images, folder=images))
    sources = []
    for entry in file.entries:
        part = open_corpus(
            ctx,
            entry.table,
            partial(file.file.place, entry.place),
            file.base,
            files=[*files, *file.loose_plugins],
            data=data,
        )
        sources.append(Source(entry, part.component, part.describe()))
    return file, sources

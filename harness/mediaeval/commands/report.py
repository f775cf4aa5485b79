"""``mediaeval report``."""

from __future__ import annotations

import functools
from pathlib import Path

import click

from mediaeval.commands.options import (
    by_option,
    data_option,
    debug_option,
    gallery_option,
    qrels_option,
)
from mediaeval.commands.subject import split_option, the_split

__all__ = ["report"]

_MEGABYTE = 1_000_000


@click.command()
@click.argument("submissions", nargs=-1, type=click.Path(path_type=Path))
@split_option
@data_option
@gallery_option
@qrels_option
@click.option(
    "--labels",
    "label_files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Labels of articles or pictures, such as generated or real: a table whose first line reads image,origin or "
    "article,topic. Repeatable.",
)
@by_option
@click.option(
    "--budget",
    type=click.FloatRange(min=0, min_open=True),
    default=25.0,
    show_default=True,
    metavar="MB",
    help="Size that the page may have; pictures are made smaller, then left out, to keep to it.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("report.html"),
    show_default=True,
    help="File to write.",
)
@debug_option
@click.pass_context
def report(
    ctx: click.Context,
    submissions: tuple[Path, ...],
    name: str,
    data: Path,
    gallery: Path | None,
    qrels: Path | None,
    label_files: tuple[Path, ...],
    by: str,
    budget: float,
    out: Path,
) -> None:
    """Show the runs of a split in one HTML file that needs no network.

    SUBMISSIONS are folders that `mediaeval run` wrote to, and submission files; by default the folder submissions.

    \b
    Examples:
      mediaeval report --split demo
      mediaeval report submissions theirs.tsv --split RT --qrels rt-GT.txt -o rt.html
      mediaeval report --split RT --labels origin.csv --budget 10
    """
    from mediaeval.report.contents import describe
    from mediaeval.report.labels import read_labels
    from mediaeval.report.page import page_of
    from mediaeval.report.runs import read_runs
    from mediaeval.storage import atomic_path

    named = the_split(ctx, name, data, gallery)
    split = named.read_rankable()
    truth = named.edition.read_qrels(qrels, split) if qrels else named.read_truth()
    labels = [own for path in label_files for own in read_labels(path, split)]
    warn = functools.partial(click.echo, err=True)
    runs = read_runs(submissions or (Path("submissions"),), named, split, truth, warn)
    contents = describe(split, truth, runs, labels, by_story=by == "story")
    page = page_of(contents, int(budget * _MEGABYTE))
    with atomic_path(out) as temporary:
        temporary.write_bytes(page)
    click.echo(f"{out}: written, {len(page) / _MEGABYTE:.1f} MB, {len(runs)} run{'' if len(runs) == 1 else 's'}")

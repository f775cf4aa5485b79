"""``mediaeval leaderboard``."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from mediaeval.commands.completion import complete_split
from mediaeval.commands.options import (
    by_option,
    data_option,
    debug_option,
    measure_option,
)

__all__ = ["leaderboard"]

_DEFAULT = Path("submissions")


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--split",
    "splits",
    multiple=True,
    metavar="SPLIT",
    shell_complete=complete_split,
    help="Show this split alone; repeatable. Needed for a file that no run wrote.",
)
@data_option
@click.option(
    "--qrels", type=click.Path(path_type=Path), help="Ground truth of your own, of one --split; scores its runs anew."
)
@click.option(
    "--rows", type=click.Choice(["all", "ours", "published"]), default="all", show_default=True, help="Which rows."
)
@click.option("--sort", metavar="KEY", help="A measure that is shown, or run. Default: MRR@100.")
@click.option("--reverse", is_flag=True, help="Sort the other way round.")
@measure_option
@click.option(
    "--intervals",
    type=click.Choice(["one", "all", "none"]),
    default="one",
    show_default=True,
    help="Which figures have their interval beside them; one: that which is sorted by.",
)
@by_option
@click.option(
    "--layout",
    type=click.Choice(["full", "paper"]),
    default="full",
    show_default=True,
    help="paper: the shape of Table 1 of CERTH-ITI's paper of 2023.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "csv", "json", "latex", "html"]),
    help="Default: that of --out, or markdown.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file; its ending says the form."
)
@debug_option
@click.pass_context
def leaderboard(
    ctx: click.Context,
    paths: tuple[Path, ...],
    splits: tuple[str, ...],
    data: Path,
    qrels: Path | None,
    rows: str,
    sort: str | None,
    reverse: bool,
    names: tuple[str, ...],
    intervals: str,
    by: str,
    layout: str,
    form: str | None,
    out: Path | None,
) -> None:
    """Set your runs beside those that were published, split by split.

    PATH is a folder with finished runs, as `mediaeval run` writes them, or a submission file; ./submissions by
    default. A run that did not know the ground truth is scored now, if it is there. Runs that cannot be told apart
    share a letter. Published rows carry their source and are marked as published.

    \b
    Examples:
      mediaeval leaderboard
      mediaeval leaderboard --rows published --split RT --sort Recall@10
      mediaeval leaderboard mine.tsv theirs.tsv --split 2021 --intervals all
      mediaeval leaderboard --layout paper --out table1.tex
    """
    from mediaeval.cli import plugins_of
    from mediaeval.leaderboard.building import Shown, make_board
    from mediaeval.leaderboard.gather import Gathered, gather, titles_of
    from mediaeval.leaderboard.layouts import Intervals
    from mediaeval.leaderboard.sorting import Sorting
    from mediaeval.leaderboard.write import format_of_file, written
    from mediaeval.results.metrics import COMPARED, OFFICIAL, Measure
    from mediaeval.splits import find_split
    from mediaeval.storage import atomic_path
    from mediaeval.submissions.scorer import Scorer

    plugins = plugins_of(ctx)
    form = form or (format_of_file(out) if out else "markdown")
    if layout == "paper" and (sort or form in ("csv", "json")):
        raise click.UsageError("--layout paper has an order of its own, and is for markdown, latex and html.")
    if qrels and len(splits) != 1:
        raise click.UsageError("--qrels is the ground truth of one split; name it with --split.")
    measures = tuple(Measure.parse(name) for name in names) or OFFICIAL
    sorting = Sorting.parse(sort or str(COMPARED if COMPARED in measures else measures[0]), measures, reverse=reverse)
    asked = [find_split(name, plugins, data).name for name in splits]
    scorer = Scorer(lambda name: find_split(name, plugins, data), qrels)
    gathered = Gathered((), (), ())
    if rows != "published" and (paths or _DEFAULT.is_dir()):
        gathered = gather(paths or (_DEFAULT,), asked, scorer)
    board = make_board(
        gathered.results,
        splits=asked,
        measures=measures,
        shown=cast("Shown", rows),
        everything=layout == "paper",
        sorting=sorting,
        titles=titles_of(gathered, scorer) if by == "story" else None,
        notes=gathered.notes,
    )
    text = written(board, form, layout=layout, intervals=cast("Intervals", intervals), sorting=sorting)
    if out is None:
        click.echo(text, nl=False)
        return
    with atomic_path(out) as temporary:
        temporary.write_text(text, "utf-8")
    click.echo(f"{out}: written")

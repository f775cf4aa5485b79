"""``mediaeval compare``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from mediaeval.commands.completion import complete_split
from mediaeval.commands.options import (
    data_option,
    debug_option,
    measure_option,
)
from mediaeval.commands.subject import json_option

__all__ = ["compare"]


@click.command()
@click.argument("first", metavar="RUN")
@click.argument("second", metavar="RUN")
@click.option(
    "--split", "name", metavar="SPLIT", shell_complete=complete_split, help="Which, where the runs are on several."
)
@click.option(
    "--submissions",
    type=click.Path(path_type=Path),
    default=Path("submissions"),
    show_default=True,
    metavar="DIR",
    help="Where runs are looked for by name.",
)
@data_option
@click.option("--qrels", type=click.Path(path_type=Path), help="Ground truth of your own.")
@measure_option
@click.option(
    "--moved", type=click.IntRange(min=0), default=10, show_default=True, metavar="N", help="Articles to name each way."
)
@json_option
@debug_option
@click.pass_context
def compare(
    ctx: click.Context,
    first: str,
    second: str,
    name: str | None,
    submissions: Path,
    data: Path,
    qrels: Path | None,
    names: tuple[str, ...],
    moved: int,
    as_json: bool,
) -> None:
    """Say how far the second RUN is from the first, how sure that is, and on which articles.

    RUN is the name of a finished run, FOLDER/NAME, or the path of a submission file; one that no run wrote needs
    --split. Tests are paired by article: sign flips for MRR, McNemar's exact test for Recall.

    \b
    Examples:
      mediaeval compare run2 run3 --split RT
      mediaeval compare submissions/RT/run2.tsv other/RT/run2.tsv
      mediaeval compare mine.tsv theirs.tsv --split 2021 --json
    """
    from mediaeval.cli import plugins_of
    from mediaeval.results.comparison import compare as compare_results
    from mediaeval.results.comparison_text import comparison_lines
    from mediaeval.results.metrics import OFFICIAL, Measure
    from mediaeval.splits import find_split
    from mediaeval.submissions.pair import find_pair
    from mediaeval.submissions.scorer import Scorer

    plugins = plugins_of(ctx)
    split = find_split(name, plugins, data).name if name else None
    measures = tuple(Measure.parse(measure) for measure in names) or OFFICIAL
    scorer = Scorer(lambda asked: find_split(asked, plugins, data), qrels)
    pair = find_pair((first, second), submissions, split, scorer)
    found = compare_results(pair.first, pair.second, pair.titles, measures, moved)
    if as_json:
        click.echo(json.dumps({**found.to_json(), "notes": scorer.notes}, indent=1, ensure_ascii=False))
        return
    click.echo("\n".join(comparison_lines(found)))
    for note in scorer.notes:
        click.echo(f"note: {note}", err=True)

"""``mediaeval evaluate``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from mediaeval.commands.options import (
    data_option,
    debug_option,
    gallery_option,
    measure_option,
    qrels_option,
)
from mediaeval.commands.subject import file_argument, json_option, split_option, the_split, truth_of

__all__ = ["evaluate"]


@click.command()
@file_argument
@split_option
@data_option
@gallery_option
@qrels_option
@measure_option
@click.option("--official", is_flag=True, help="Print in the layout of the organisers' evaluator.")
@json_option
@click.option("--per-article", is_flag=True, help="With --json, each article's rank too.")
@click.option("--trec-run", type=click.Path(path_type=Path), metavar="OUT", help="Write the lists as a TREC run.")
@click.option("--trec-qrels", type=click.Path(path_type=Path), metavar="OUT", help="Write the ground truth as qrels.")
@debug_option
@click.pass_context
def evaluate(
    ctx: click.Context,
    file: Path,
    name: str,
    data: Path,
    gallery: Path | None,
    qrels: Path | None,
    names: tuple[str, ...],
    official: bool,
    as_json: bool,
    per_article: bool,
    trec_run: Path | None,
    trec_qrels: Path | None,
) -> None:
    """Score a submission FILE of any edition, or a TREC run, without a model.

    The figures are those of the organisers' evaluator. What that would stop at, or overwrite, is said in a note.

    \b
    Examples:
      mediaeval evaluate submissions/RT/run3.tsv --split RT --qrels rt-GT.txt
      mediaeval evaluate run.tsv --split 2021 --official
      mediaeval evaluate run.tsv --split demo --trec-run run.trec --trec-qrels demo.qrels
    """
    from mediaeval.results.metrics import OFFICIAL, Measure
    from mediaeval.results.result import bounds_lines, table
    from mediaeval.submissions.export import write_qrels, write_run
    from mediaeval.submissions.official import official_lines
    from mediaeval.submissions.reader import read_submission
    from mediaeval.submissions.score import score
    from mediaeval.submissions.validate import format_of

    if official and (as_json or names):
        raise click.UsageError("--official is a layout of its own; give it without --json and --measure.")
    measures = tuple(Measure.parse(measure) for measure in names) or OFFICIAL
    named = the_split(ctx, name, data, gallery)
    split = named.read_rankable()
    submission = read_submission(file, split, format_of(named.edition))
    truth = truth_of(named, split, qrels)
    scored = score(submission, split, truth)
    notes = list(scored.notes)
    if set(submission.findings.counts()) - {"trec-run"} and not submission.findings.valid:
        notes.append(f"Errors in the file: {submission.findings.errors:,}; `mediaeval validate` lists them.")
    if trec_run is not None:
        write_run(trec_run, submission, split, named.name)
        notes.append(f"{trec_run}: written")
    if trec_qrels is not None:
        write_qrels(trec_qrels, split, truth)
        notes.append(f"{trec_qrels}: written")
    if as_json:
        report = {**scored.result.to_json(measures, per_article=per_article), "rows": scored.rows, "notes": notes}
        click.echo(json.dumps(report, indent=1, ensure_ascii=False))
        return
    if official:
        click.echo("\n".join(official_lines(scored.result, scored.rows)))
    else:
        click.echo("\n".join([table([scored.result], measures), *bounds_lines(scored.result, measures)]))
    for note in notes:
        click.echo(f"note: {note}", err=True)

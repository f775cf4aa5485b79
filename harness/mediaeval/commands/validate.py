"""``mediaeval validate``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from mediaeval.commands.options import data_option, debug_option, gallery_option
from mediaeval.commands.subject import file_argument, json_option, split_option, the_split
from mediaeval.errors import OutputError

__all__ = ["validate"]


@click.command()
@file_argument
@split_option
@data_option
@gallery_option
@click.option(
    "--fix", "fixed", type=click.Path(path_type=Path), metavar="OUT", help="Write OUT with what can be repaired safely."
)
@click.option("--force", is_flag=True, help="Replace OUT where it differs.")
@json_option
@debug_option
@click.pass_context
def validate(
    ctx: click.Context,
    file: Path,
    name: str,
    data: Path,
    gallery: Path | None,
    fixed: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Say everything that is wrong with a submission FILE, with line numbers.

    Exit code 0: valid (of the repaired file, with --fix). 1: invalid. 2: nothing to validate, such as no such file or
    split, or no text in it.

    \b
    Examples:
      mediaeval validate submissions/RT/run3.tsv --split RT
      mediaeval validate theirs.csv --split 2023:GDELT-P1 --fix mine.tsv
    """
    from mediaeval.submissions.reader import read_submission
    from mediaeval.submissions.repair import repair, write_repaired
    from mediaeval.submissions.validate import format_of, validate_file

    named = the_split(ctx, name, data, gallery)
    split, form = named.read_rankable(), format_of(named.edition)
    submission = read_submission(file, split, form)
    findings, report = submission.findings, submission.findings.to_json()
    lines = [*findings.lines(), findings.verdict()]
    if fixed is not None:
        if fixed.resolve() == file.resolve():
            raise OutputError(f"{fixed}: is the file itself.", hint="Give --fix another name; the original is kept.")
        mended = repair(submission, split, form)
        write_repaired(fixed, mended, named.edition, force=force)
        findings = validate_file(fixed, split, named.edition)
        report |= {"fixed": {"actions": list(mended.actions), **findings.to_json()}}
        lines += ["", *(f"{fixed}: {action}" for action in mended.actions), *findings.lines(), findings.verdict()]
    click.echo(json.dumps(report, indent=1, ensure_ascii=False) if as_json else "\n".join(lines))
    ctx.exit(0 if findings.valid else 1)

"""``mediaeval pack``."""

from __future__ import annotations

from pathlib import Path

import click

from mediaeval.commands.completion import complete_split
from mediaeval.commands.options import data_option, debug_option, gallery_option

__all__ = ["pack"]


@click.command()
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@click.option("--team", required=True, metavar="NAME", help="The team's name, for the names of files.")
@click.option(
    "--split",
    "splits",
    multiple=True,
    metavar="SPLIT",
    shell_complete=complete_split,
    help="These splits only; one says which split files are for.",
)
@data_option
@gallery_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("submissions"),
    show_default=True,
    help="Where runs wrote to.",
)
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    default=Path(),
    show_default="here",
    help="Folder of the archive.",
)
@click.option(
    "--fit",
    type=click.Choice(["crop", "pad"]),
    default="crop",
    show_default=True,
    help="For pictures: fill the frame and cut, or show all and fill with black.",
)
@click.option("--force", is_flag=True, help="Replace an archive that differs.")
@debug_option
@click.pass_context
def pack(
    ctx: click.Context,
    runs: tuple[str, ...],
    team: str,
    splits: tuple[str, ...],
    data: Path,
    gallery: Path | None,
    out: Path,
    target: Path,
    fit: str,
    force: bool,
) -> None:
    """Validate runs on all their splits, name them as the edition wants, and zip them.

    RUN is the name of a run below --out, which means its files of every split, or a file. Nothing is written while one
    of them is invalid (exit code 1). An edition that takes pictures gets the first image of each list, as PNG.

    \b
    Examples:
      mediaeval pack --team certh-iti run1 run2 run3
      mediaeval pack --team certh-iti run1 --split SMALL --gallery ~/yfcc100m
    """
    from mediaeval.cli import plugins_of
    from mediaeval.errors import SubmissionError
    from mediaeval.splits import find_split
    from mediaeval.submissions.archive import write_zip
    from mediaeval.submissions.pack import Entry, by_edition, check_name, find_files, list_members, split_of
    from mediaeval.submissions.pictures import clashes, picture_members
    from mediaeval.submissions.reader import read_submission
    from mediaeval.submissions.validate import format_of

    check_name("Team", team)
    plugins = plugins_of(ctx)
    wanted = {find_split(name, plugins, data).name for name in splits}
    entries = []
    for file in find_files(runs, out):
        named = split_of(file, plugins, data, gallery, splits if str(file) in runs else ())
        if wanted and named.name not in wanted:
            continue
        split = named.read_rankable()
        run = check_name("Run", file.name.removesuffix(file.suffix))
        entries.append(Entry(run, named, split, read_submission(file, split, format_of(named.edition))))
    if not entries:
        raise SubmissionError(f"None of the runs is on {' or '.join(sorted(wanted))}.")
    bad = False
    for entry in entries:
        findings = entry.submission.findings
        bad = bad or not findings.valid
        click.echo("\n".join([*(findings.lines() if not findings.valid else ()), findings.verdict()]))
    groups = by_edition(entries)
    for group in groups.values():
        pictures = format_of(group[0].named.edition).pictures
        if pictures is not None and pictures.distinct and (shared := clashes(group)):
            bad = True
            click.echo(
                "\n".join([f"{len(shared):,} articles have one picture in two runs, which is not allowed:", *shared])
            )
    if bad:
        click.echo("Nothing was packed.", err=True)
        ctx.exit(1)
    for edition, group in groups.items():
        form = format_of(group[0].named.edition)
        if form.pictures is not None:
            archive = target / form.pictures.archive.format(team=team, edition=edition)
            new = write_zip(
                archive, picture_members(group, form.pictures, team, "pad" if fit == "pad" else "crop"), force=force
            )
        else:
            archive = target / form.archive.format(team=team, edition=edition)
            new = write_zip(archive, list_members(group, form, team), force=force)
        click.echo(f"{archive}: {'written' if new else 'unchanged'}")

"""``mediaeval reproduce``."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mediaeval.commands.completion import complete_run_file, complete_split
from mediaeval.commands.opening import resolve_runs
from mediaeval.commands.options import (
    data_option,
    debug_option,
    device_option,
    offline_option,
    set_option,
    workers_option,
)
from mediaeval.commands.subject import json_option

if TYPE_CHECKING:
    from mediaeval.resolve import ResolvedRun
    from mediaeval.results.result import Result
    from mediaeval.splits import NamedSplit

__all__ = ["reproduce"]


@click.command()
@click.argument("names", metavar="[RUN]...", nargs=-1, shell_complete=complete_run_file)
@click.option(
    "--split", "splits", multiple=True, metavar="SPLIT", shell_complete=complete_split, help="On this one; repeatable."
)
@data_option
@device_option
@set_option
@click.option("--dry-run", is_flag=True, help="Say what would be run and what is missing; encode nothing.")
@click.option("--download", is_flag=True, help="Run although weights are missing: what a hub has is downloaded.")
@offline_option
@workers_option
@json_option
@debug_option
@click.pass_context
def reproduce(
    ctx: click.Context,
    names: tuple[str, ...],
    splits: tuple[str, ...],
    data: Path,
    device: str | None,
    overrides: tuple[str, ...],
    dry_run: bool,
    download: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Run the shipped run files and hold their scores against those that are expected.

    RUN is the name of a shipped run file; all of them by default. Expected of the paper's runs is what the paper's
    Table 1 says, and of the others what this project measured. Only what this machine has data and weights for is run,
    by the same pipeline as `mediaeval run`, and nothing is written; for the rest it is said what is missing.

    Exit code 0: all that was run is ok or close. 1: something is off or failed, or nothing could be run.

    \b
    Examples:
      mediaeval reproduce
      mediaeval reproduce run3 --split RT --data ~/newsimages --download
      mediaeval reproduce run4 --set encoder.checkpoint=/models/mine --dry-run
    """
    from mediaeval.cli import plugins_of
    from mediaeval.reproduce.attempt import Preparing, attempt, unexpected
    from mediaeval.reproduce.expected import expectations, select
    from mediaeval.reproduce.text import closing_lines, outcome_lines, report, rule
    from mediaeval.splits import find_split

    plugins = plugins_of(ctx)
    find = functools.partial(find_split, plugins=plugins, data=data)
    wanted = select(names, [find(name).name for name in splits])
    prepare = Preparing(lambda name: resolve_runs(ctx, [name], overrides, (), device)[0][0], find, overrides)
    attempts = [prepare(one) for one in wanted]
    ready = [one for one in attempts if one.can_run(download=download)]
    say = functools.partial(click.echo, err=as_json)
    outcomes = []
    if dry_run:
        say("\n".join(["Would be run:", *(f"  {one.name}" for one in ready)]) if ready else "Nothing would be run.")
    elif ready:
        say(rule())
        make = _pipeline(workers)
        for one in ready:
            outcomes.append(attempt(one, make))
            say("\n" + "\n".join(outcome_lines(outcomes[-1])))
    others = [] if names else unexpected(expectations())
    if as_json:
        click.echo(json.dumps(report(attempts, outcomes, others), indent=1, ensure_ascii=False))
    else:
        lacking = [one for one in attempts if one not in ready]
        text = "\n".join(closing_lines(ready, lacking, others))
        click.echo(text if ready or dry_run else text.lstrip())
    if not dry_run and not (outcomes and all(one.good for one in outcomes)):
        sys.exit(1)


def _pipeline(workers: int | None) -> Callable[[ResolvedRun, NamedSplit], Result | None]:
    """From a run and a split to its ranks, with everything that was encoded before at hand."""
    from mediaeval.pipeline import Settings, results
    from mediaeval.storage import cache_folder
    from mediaeval.store.embeddings import EmbeddingStore

    warn = functools.partial(click.echo, err=True)
    settings = Settings(Path(), EmbeddingStore(cache_folder("embeddings")), workers=workers, warn=warn)
    return lambda run, named: results([run], [named], settings)[0]

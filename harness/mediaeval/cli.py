"""The command line: a group that imports a command when it is called, and the one place where errors are printed."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from mediaeval.errors import MediaevalError, did_you_mean
from mediaeval.plugins import Plugins, get_plugins
from mediaeval.records import Command

__all__ = ["cli", "main"]

COMMANDS = {
    "compare": ("mediaeval.commands.compare:compare", "Say how far two runs are apart, and how sure that is."),
    "encode": ("mediaeval.commands.encode:encode", "Fill the store of embeddings, as one process of many."),
    "evaluate": ("mediaeval.commands.evaluate:evaluate", "Score a submission file of any edition, without a model."),
    "fuse": ("mediaeval.commands.fuse:fuse", "Fuse finished runs or submission files into one run."),
    "init": ("mediaeval.commands.init:init", "Copy the shipped run files here, to edit."),
    "leaderboard": ("mediaeval.commands.leaderboard:leaderboard", "Set runs beside those that were published."),
    "pack": ("mediaeval.commands.pack:pack", "Validate runs, name them as the edition wants, and zip them."),
    "plugins": ("mediaeval.commands.plugins:plugins", "List, show, make and check plugins."),
    "report": ("mediaeval.commands.report:report", "Show the runs of a split in one HTML file."),
    "reproduce": ("mediaeval.commands.reproduce:reproduce", "Hold the shipped runs against what they should score."),
    "run": ("mediaeval.commands.run:run", "Rank a split's images for its headlines and write the official file."),
    "store": ("mediaeval.commands.store:store", "List, verify and clear embeddings that were computed before."),
    "sweep": ("mediaeval.commands.sweep:sweep", "Compare many settings of one run, with paired tests."),
    "splits": ("mediaeval.commands.splits:splits", "List the splits, or show what is in one."),
    "validate": ("mediaeval.commands.validate:validate", "Say everything that is wrong with a submission file."),
}
"""Name, target and summary of each command of the core; plugins bring more through ``mediaeval_commands``."""


class LazyGroup(click.Group):
    """A group whose commands are known by a line of text until one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the core's commands and the plugins'."""
        return sorted({*COMMANDS, *_plugin_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name in COMMANDS:
            module, _, attribute = COMMANDS[cmd_name][0].partition(":")
            command: click.Command = getattr(importlib.import_module(module), attribute)
            return command
        if cmd_name in _plugin_commands(ctx):
            loaded: click.Command = plugins_of(ctx).find(Command, cmd_name).load()
            return loaded
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's, with the nearest name for one that is not there."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            ctx.fail(f"There is no command {args[0]!r}; {did_you_mean(args[0], self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from their summaries alone."""
        rows = _plugin_commands(ctx) | {name: summary for name, (_, summary) in COMMANDS.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted(rows.items()))


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="First steps:  mediaeval run demo --split demo   then   mediaeval init",
)
@click.version_option(package_name="mediaeval")
# Eager, so that they hold for a --help after them.
@click.option("--no-plugins", is_flag=True, is_eager=True, help="Load no plugin but the built-in ones.")
@click.option(
    "--plugin",
    "files",
    is_eager=True,
    multiple=True,
    type=click.Path(),
    metavar="FILE.py",
    help="Load a loose plugin file.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(**_: Any) -> None:
    """Rank news pictures for headlines, score the lists, and write what MediaEval NewsImages accepts."""


def plugins_of(ctx: click.Context, files: Sequence[str] = ()) -> Plugins:
    """The plugins that this call of the program asked for, and those of further files."""
    root = ctx.find_root()
    asked = root.params.get("files") or ()
    return get_plugins((*asked, *files), bool(root.params.get("no_plugins")))


def main() -> None:
    """Run the program: exit code 0 for success, 2 for an error, which is one sentence and a hint."""
    debug = "--debug" in sys.argv[1:]
    try:
        cli(prog_name="mediaeval")
    except MediaevalError as error:
        if debug:
            raise
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:  # the reader of a pipe has gone; nobody is left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _plugin_commands(ctx: click.Context) -> dict[str, str]:
    return {found.record.name: found.record.summary for found in plugins_of(ctx).all(Command)}

from __future__ import annotations

from pathlib import Path

import click

from mediaeval.cli import cli
from mediaeval.commands.opening import plugins_for, resolve_runs
from mediaeval.runfile import read_run_file


def context() -> click.Context:
    return click.Context(cli, info_name="mediaeval")


def test_a_file_that_command_and_run_name_is_loaded_once(colour_run: Path, colour_plugin: Path) -> None:
    plugins = plugins_for(context(), [str(colour_plugin)], [read_run_file(colour_run)])
    assert len([plugin for plugin in plugins.loaded if plugin.digest]) == 1


def test_runs_are_resolved_with_the_plugins_that_they_name(colour_run: Path) -> None:
    (run,), plugins = resolve_runs(context(), [str(colour_run)], ["encoder.tint=0.5"], [], None)
    assert run.parts["encoder"].options["tint"] == 0.5
    assert plugins_for(context(), [], [run.file]) is plugins

"""How every command that takes run files begins: read them, load the plugins that they ask for, resolve them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mediaeval.plugins import Plugins
    from mediaeval.resolve import ResolvedRun
    from mediaeval.runfile import RunFile

__all__ = ["plugins_for", "resolve_runs"]


def plugins_for(ctx: click.Context, files: Sequence[str], runs: Iterable[RunFile]) -> Plugins:
    """The installed plugins, the loose files of the command line, and those that run files name."""
    from mediaeval.cli import plugins_of

    loose = [str(run.path.parent / path) for run in runs for path in run.plugins.files]
    return plugins_of(ctx, tuple(dict.fromkeys([*files, *loose])))


def resolve_runs(
    ctx: click.Context, names: Sequence[str], overrides: Sequence[str], files: Sequence[str], device: str | None
) -> tuple[list[ResolvedRun], Plugins]:
    """The runs of some run files, ready, and the plugins that they come from.

    Raises:
        RunFileError: a run file is not there, or does not say a valid run.
        PluginError: a plugin that a run names is broken.
    """
    from mediaeval.resolve import resolve
    from mediaeval.runfile import find_run_file, read_run_file

    read = [read_run_file(find_run_file(name), overrides) for name in names]
    plugins = plugins_for(ctx, files, read)
    return [resolve(file, plugins, device=device) for file in read], plugins

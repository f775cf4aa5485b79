"""What the commands of ``mediaeval plugins`` have in common."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import click

from mediaeval.cli import plugins_of
from mediaeval.plugins import Plugins

__all__ = ["all_plugins", "place_of"]


def all_plugins(ctx: click.Context, files: Sequence[str]) -> Plugins:
    """The installed plugins and the loose files named at any level of the command line."""
    above = [file for parent in (ctx.parent, ctx) if parent for file in parent.params.get("files") or ()]
    return plugins_of(ctx, tuple(dict.fromkeys([*above, *files])))


def place_of(target: Any) -> str:
    """``FILE, line N`` of a class or a command; empty where Python does not know."""
    if isinstance(target, click.Command):
        target = target.callback
    try:
        return f"{inspect.getsourcefile(target)}, line {inspect.getsourcelines(target)[1]}"
    except (TypeError, OSError):
        return ""

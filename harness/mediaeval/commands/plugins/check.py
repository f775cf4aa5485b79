"""``mediaeval plugins check``."""

from __future__ import annotations

import tomllib
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mediaeval.commands.options import debug_option, plugin_option
from mediaeval.commands.plugins.shared import all_plugins, place_of
from mediaeval.errors import PluginError, RunFileError, WeightsError

if TYPE_CHECKING:
    from mediaeval.testing import Check

__all__ = ["check"]


@click.command()
@click.argument("name", metavar="[KIND:]NAME")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="An option of the component; repeatable.")
@plugin_option
@debug_option
@click.pass_context
def check(ctx: click.Context, name: str, settings: tuple[str, ...], files: tuple[str, ...]) -> None:
    """Test a component against its role, on a part of the demo split.

    Exit code 0: it keeps every promise; 1: it breaks one; 2: it cannot be tested.

    \b
    Examples:
      mediaeval plugins check dual-softmax
      mediaeval plugins check reviser:my-idea --plugin my_idea.py --set k=5
    """
    from mediaeval.testing import ROLES, checks_of

    options = dict(_setting(text) for text in settings)
    failed = passed = 0
    candidates = all_plugins(ctx, files).search(name)
    # A command may share its name with an encoder: what no role describes is passed over, unless there is nothing else.
    for found in [item for item in candidates if item.record.kind in ROLES] or candidates:
        kit = checks_of(found, options)
        click.echo(f"{found.label} ({place_of(found.load())})")
        for item in kit:
            reason = _reason(item)
            click.echo(f"  {'ok    ' if reason is None else 'FAILED'}  {item}")
            if reason is not None:
                click.echo(f"          {reason}")
            failed, passed = failed + (reason is not None), passed + (reason is None)
    click.echo(f"{passed} passed, {failed} failed")
    ctx.exit(1 if failed else 0)


def _reason(item: Check) -> str | None:
    """Why a check failed; None if it passed.

    Raises:
        PluginError: a library is missing, so that nothing is known about the component.
        WeightsError: its weights are.
    """
    from mediaeval.testing import ConformanceError

    try:
        item()
    except ConformanceError as error:
        return str(error)
    except (PluginError, WeightsError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a component raises is the reason why it fails
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({Path(last.filename).name}, line {last.lineno})"
    return None


def _setting(text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not equals:
        raise RunFileError(f"--set {text!r}: must read KEY=VALUE, such as temperature=0.02.")
    try:
        return key.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return key.strip(), value

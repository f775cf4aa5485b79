"""What the commands on submission files have in common: one split, and its ground truth where it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mediaeval.commands.completion import complete_split
from mediaeval.errors import DataError

if TYPE_CHECKING:
    from mediaeval.split import Split
    from mediaeval.splits import NamedSplit

__all__ = ["file_argument", "json_option", "split_option", "the_split", "truth_of"]

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def split_option(function: Decorated) -> Decorated:
    """``--split SPLIT``, once."""
    return click.option(
        "--split", "name", required=True, metavar="SPLIT", shell_complete=complete_split, help="The split's name."
    )(function)


def file_argument(function: Decorated) -> Decorated:
    """``FILE``; that it is there is checked when it is read."""
    return click.argument("file", type=click.Path(path_type=Path))(function)


def json_option(function: Decorated) -> Decorated:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def the_split(ctx: click.Context, name: str, data: Path, gallery: Path | None) -> NamedSplit:
    """The split of a name.

    Raises:
        DataError: there is none.
    """
    from mediaeval.cli import plugins_of
    from mediaeval.splits import find_split

    return find_split(name, plugins_of(ctx), data, gallery)


def truth_of(named: NamedSplit, split: Split, qrels: Path | None) -> Mapping[str, str]:
    """Article id to image id, from the user's file or the split's own.

    Raises:
        DataError: it is not known, or not right.
    """
    truth = named.edition.read_qrels(qrels, split) if qrels else named.read_truth()
    if truth is None:
        raise DataError(
            f"{named.name}: its ground truth is not known, so nothing can be scored.", hint="Give it with --qrels FILE."
        )
    return truth

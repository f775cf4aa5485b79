"""What a run file had to choose because its paper leaves it open: the keys below a comment that begins ``# open:``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

__all__ = ["Choice", "open_choices"]

_TABLE = re.compile(r"\s*\[+([\w.-]+)\]+")
_KEY = re.compile(r"\s*([\w-]+)\s*=\s*(.*?)\s*$")
_OPEN = re.compile(r"\s*#\s*open:\s*(.*)$")
_COMMENT = re.compile(r"\s*#\s?(.*)$")


@dataclass(frozen=True)
class Choice:
    """One key that a paper does not decide.

    Args:
        key: ``table.key``.
        value: as it stands in the file, or as it was set for this call.
        reason: the file's own words.
    """

    key: str
    value: str
    reason: str


def open_choices(path: Path, overrides: Sequence[str] = ()) -> Sequence[Choice]:
    """The open choices of a run file, in its order.

    Args:
        path: the run file.
        overrides: ``table.key=value`` each.

    Raises:
        OSError: the file cannot be read.
    """
    chosen = {key.strip(): value.strip() for key, _, value in (override.partition("=") for override in overrides)}
    found = _choices(path.read_text("utf-8").splitlines())
    return [replace(choice, value=chosen.get(choice.key, choice.value)) for choice in found]


def _choices(lines: Sequence[str]) -> Iterator[Choice]:
    table, reason = "", None
    for line in lines:
        if match := _OPEN.match(line):
            reason = match[1]
        elif match := _COMMENT.match(line):
            reason = None if reason is None else f"{reason} {match[1]}"
        elif match := _TABLE.match(line):
            table, reason = f"{match[1]}.", None
        elif (match := _KEY.match(line)) and reason is not None:
            yield Choice(f"{table}{match[1]}", match[2], reason)
            reason = None

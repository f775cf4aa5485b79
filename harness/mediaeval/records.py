"""What a hook returns: a name, where the thing lives, and a line about it.

A record is cheap. Its target is a ``package.module:attribute`` string that is imported when a run first needs it, so
listing every plugin imports no model library.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from mediaeval.errors import PluginError

__all__ = ["Aggregator", "Augmenter", "Command", "Corpus", "Edition", "Encoder", "Ranker", "Record", "Reviser"]

_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_TARGET = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")


@dataclass(frozen=True, slots=True)
class Record:
    """One named component.

    Args:
        name: lower-case letters, digits and ``-._``; unique among records of its kind.
        target: ``package.module:attribute`` of the class (or, for a command, the click command) to import when used.
        summary: one line for listings.

    Raises:
        PluginError: the name or the target has another form.
    """

    kind: ClassVar[str] = "record"
    name: str
    target: str
    summary: str = ""

    def __post_init__(self) -> None:
        if not (isinstance(self.name, str) and _NAME.fullmatch(self.name)):
            raise PluginError(
                f"{self.kind} name {self.name!r} must be lower-case letters and digits, joined by '-', '.' or '_'."
            )
        if not (isinstance(self.target, str) and _TARGET.fullmatch(self.target)):
            raise PluginError(
                f"{self.kind} {self.name!r}: target {self.target!r} must read 'package.module:attribute'."
            )


@dataclass(frozen=True, slots=True)
class Encoder(Record):
    """A record of an :class:`mediaeval.roles.EncoderRole`."""

    kind: ClassVar[str] = "encoder"


@dataclass(frozen=True, slots=True)
class Augmenter(Record):
    """A record of an :class:`mediaeval.roles.AugmenterRole`."""

    kind: ClassVar[str] = "augmenter"


@dataclass(frozen=True, slots=True)
class Reviser(Record):
    """A record of a :class:`mediaeval.roles.ReviserRole`."""

    kind: ClassVar[str] = "reviser"


@dataclass(frozen=True, slots=True)
class Aggregator(Record):
    """A record of an :class:`mediaeval.roles.AggregatorRole`."""

    kind: ClassVar[str] = "aggregator"


@dataclass(frozen=True, slots=True)
class Ranker(Record):
    """A record of a :class:`mediaeval.roles.RankerRole`."""

    kind: ClassVar[str] = "ranker"


@dataclass(frozen=True, slots=True)
class Edition(Record):
    """A record of an :class:`mediaeval.roles.EditionRole`.

    Args:
        name: what stands before the colon of a split name, such as ``2023``.
        target: the class that reads the edition's splits and writes its submissions.
        summary: one line for listings.
        splits: the names that may stand after the colon; empty where any path may.
        aliases: other names for a split, such as ``{"2021": "KStA"}``.
    """

    kind: ClassVar[str] = "edition"
    splits: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Corpus(Record):
    """A record of a training corpus: image and title pairs to fine-tune on."""

    kind: ClassVar[str] = "corpus"


@dataclass(frozen=True, slots=True)
class Command(Record):
    """A record of a click command that joins ``mediaeval``; ``target`` is the command object."""

    kind: ClassVar[str] = "command"

"""Find plugins, name what they bring, and resolve a name to a class.

A plugin that cannot be loaded is listed with its reason, and breaks only the run that names one of its components
(:mod:`mediaeval.loading`). A name that two plugins claim is nobody's until a run says whose it means.
"""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from mediaeval.errors import PluginError, did_you_mean
from mediaeval.loading import HOOKS, PROJECT, Plugin, load, load_file
from mediaeval.records import Record

__all__ = ["HOOKS", "KINDS", "Found", "Plugin", "Plugins", "get_plugins"]

KINDS: dict[str, type[Record]] = {kind.kind: kind for kind in HOOKS.values()}
"""Every kind of record by its name, such as ``reviser``."""

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Found:
    """A record together with the plugin that brings it."""

    record: Record
    plugin: Plugin

    @property
    def label(self) -> str:
        """How messages call it: ``reviser 'csls' of mediaeval-csls 1.2``."""
        return f"{self.record.kind} {self.record.name!r} of {self.plugin.distribution} {self.plugin.version}"

    def load(self) -> Any:
        """Import the target.

        Raises:
            PluginError: the import fails, or the module has no such attribute.
        """
        module_name, _, attribute = self.record.target.partition(":")
        try:
            value: Any = importlib.import_module(module_name)
            for part in attribute.split("."):
                value = getattr(value, part)
        except (Exception, SystemExit) as error:  # a stranger's module may raise anything: it is told as its own
            raise PluginError(
                f"{self.label}: {self.record.target} cannot be imported ({type(error).__name__}: {error}).",
                hint="`mediaeval plugins` lists every plugin with its state.",
            ) from error
        return value


@dataclass(frozen=True)
class Plugins:
    """The plugins of one process: our own first, then in the order of their names."""

    loaded: tuple[Plugin, ...]

    @property
    def failed(self) -> tuple[Plugin, ...]:
        """Plugins that did not load."""
        return tuple(plugin for plugin in self.loaded if not plugin.ok)

    def all(self, kind: type[R]) -> list[Found]:
        """Every record of a kind, sorted by name."""
        found = [Found(r, plugin) for plugin in self.loaded for r in plugin.records if isinstance(r, kind)]
        return sorted(found, key=lambda f: f.record.name)

    def claimants(self, found: Found) -> list[Found]:
        """The records of other plugins that claim the same name of the same kind."""
        rivals = self.all(type(found.record))
        return [f for f in rivals if f.record.name == found.record.name and f.plugin is not found.plugin]

    def find(self, kind: type[R], name: str) -> Found:
        """The record of a kind that goes by ``name``, ``distribution:name`` or ``distribution:entry-point:name``.

        Raises:
            PluginError: there is none, or several plugins claim the name.
        """
        known = self.all(kind)
        matches = _named(known, name)
        if len(matches) == 1:
            return matches[0]
        if not matches:
            article = "an" if kind.kind[0] in "aeiou" else "a"
            raise self._unknown(name, f"{article} {kind.kind}", [f.record.name for f in known])
        raise _clash(name, matches)

    def search(self, name: str) -> list[Found]:
        """The records of any kind that go by ``[KIND:][DISTRIBUTION:]NAME``; several kinds may share a name.

        Raises:
            PluginError: there is none, or several plugins claim the name in one kind.
        """
        prefix, colon, rest = name.partition(":")
        if colon and prefix in KINDS:
            return [self.find(KINDS[prefix], rest)]
        by_kind = [_named(self.all(kind), name) for kind in KINDS.values()]
        for matches in by_kind:
            if len(matches) > 1:
                raise _clash(name, matches)
        if not any(by_kind):
            known = [record.name for plugin in self.loaded for record in plugin.records]
            raise self._unknown(name, "the name of a component", known)
        return [found for matches in by_kind for found in matches]

    def _unknown(self, name: str, what: str, names: list[str]) -> PluginError:
        return PluginError(
            f"{name!r} is not {what}; {did_you_mean(name.rpartition(':')[2], names)}",
            hint="`mediaeval plugins` lists all that are installed.",
            details=[f"{plugin.name} did not load: {plugin.reason}" for plugin in self.failed],
        )


def _named(known: list[Found], name: str) -> list[Found]:
    origin, _, bare = name.rpartition(":")
    return [
        f
        for f in known
        if f.record.name == bare
        and (not origin or f.plugin.name == origin or _normal(f.plugin.distribution) == _normal(origin))
    ]


def _clash(name: str, matches: list[Found]) -> PluginError:
    claimants = " and ".join(f"{f.plugin.name} ({f.plugin.version})" for f in matches)
    first, bare = matches[0], matches[0].record.name
    apart = len({f.plugin.distribution for f in matches}) == len(matches)
    ways = [f"{f.plugin.distribution if apart else f.plugin.name}:{bare}" for f in matches]
    return PluginError(
        f"{first.record.kind} {name!r} is claimed by {claimants}.",
        hint=f"Choose one by its full name: {' or '.join(map(repr, ways))}.",
    )


@functools.cache
def get_plugins(files: tuple[str, ...] = (), own_only: bool = False) -> Plugins:
    """Load every plugin of the entry-point group, one at a time, and the loose files given.

    ``$MEDIAEVAL_PLUGINS`` (comma-separated distribution names, or empty) limits the distributions beside our own.

    Args:
        files: paths of loose Python files to load as plugins; each file is loaded once, however its path is written.
        own_only: skip every distribution but our own.

    Raises:
        PluginError: a loose file cannot be read.
    """
    wanted = set() if own_only else _selected()
    loaded = []
    for entry in importlib.metadata.entry_points(group=PROJECT):
        distribution = entry.dist.name if entry.dist else "unknown"
        version = (entry.dist.version if entry.dist else None) or "unknown"
        if wanted is not None and _normal(distribution) not in {PROJECT, *wanted}:
            continue
        loaded.append(load(Plugin(f"{distribution}:{entry.name}", distribution, version), entry.load))
    found = {_normal(plugin.distribution) for plugin in loaded}
    reason = "$MEDIAEVAL_PLUGINS names it, and no plugin of this distribution is installed"
    loaded += [Plugin(name, name, "", reason=reason) for name in sorted((wanted or set()) - found - {PROJECT})]
    loaded += [load_file(path) for path in {Path(file).resolve(): Path(file) for file in files}.values()]
    return Plugins(tuple(sorted(loaded, key=lambda plugin: (plugin.distribution != PROJECT, plugin.name))))


def _selected() -> set[str] | None:
    """The distributions that ``$MEDIAEVAL_PLUGINS`` lets in; None for all."""
    chosen = os.environ.get("MEDIAEVAL_PLUGINS")
    return None if chosen is None else {_normal(part.strip()) for part in chosen.split(",") if part.strip()}


def _normal(distribution: str) -> str:
    """A distribution's name in the one form that packaging tools compare."""
    return re.sub(r"[-_.]+", "-", distribution).lower()

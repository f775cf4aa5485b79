"""Find plugins, load each on its own, name what they bring, and resolve a name to a class.

Every plugin has a manager to itself: what goes wrong in one is that plugin's reason, listed beside its name, and
breaks only the run that names one of its components.
"""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import importlib.util
import os
import sys
import types
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pluggy

from mediaeval import hookspecs
from mediaeval.errors import PluginError, did_you_mean
from mediaeval.records import Aggregator, Augmenter, Command, Corpus, Edition, Encoder, Ranker, Record, Reviser

__all__ = ["GROUP", "HOOKS", "Found", "Plugin", "Plugins", "get_plugins"]

GROUP = "mediaeval"
OWN_DISTRIBUTION = "mediaeval"

HOOKS: dict[str, type[Record]] = {
    "mediaeval_encoders": Encoder,
    "mediaeval_augmenters": Augmenter,
    "mediaeval_revisers": Reviser,
    "mediaeval_aggregators": Aggregator,
    "mediaeval_rankers": Ranker,
    "mediaeval_editions": Edition,
    "mediaeval_corpora": Corpus,
    "mediaeval_commands": Command,
}

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Plugin:
    """One loaded, failed or skipped plugin.

    Args:
        name: ``distribution:entry-point``, or the path of a loose file.
        distribution: name of the distribution, or the path of a loose file.
        version: of the distribution; of a loose file, the first 12 hex digits of its sha256.
        digest: sha256 of a loose file; None for an installed distribution.
        reason: why it failed to load; empty when it did not.
        records: what it brings.
    """

    name: str
    distribution: str
    version: str
    digest: str | None = None
    reason: str = ""
    records: tuple[Record, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it loaded."""
        return not self.reason


@dataclass(frozen=True)
class Found:
    """A record together with the plugin that brings it."""

    record: Record
    plugin: Plugin

    def load(self) -> Any:
        """Import the target.

        Raises:
            PluginError: the import fails, or the module has no such attribute.
        """
        module_name, _, attribute = self.record.target.partition(":")
        place = f"{self.record.kind} {self.record.name!r} of {self.plugin.distribution} {self.plugin.version}"
        try:
            value: Any = importlib.import_module(module_name)
            for part in attribute.split("."):
                value = getattr(value, part)
        except Exception as error:  # a stranger's module may raise anything on import; it is told as this plugin's own
            raise PluginError(
                f"{place}: {self.record.target} cannot be imported ({type(error).__name__}: {error}).",
                hint="`mediaeval plugins` lists every plugin with its state.",
            ) from error
        return value


@dataclass(frozen=True)
class Plugins:
    """The plugins of one process, in the order of their names."""

    loaded: tuple[Plugin, ...]

    @property
    def failed(self) -> tuple[Plugin, ...]:
        """Plugins that did not load."""
        return tuple(plugin for plugin in self.loaded if not plugin.ok)

    def all(self, kind: type[R]) -> list[Found]:
        """Every record of a kind, sorted by name."""
        found = [Found(r, plugin) for plugin in self.loaded for r in plugin.records if isinstance(r, kind)]
        return sorted(found, key=lambda f: (f.record.name, f.plugin.name))

    def find(self, kind: type[R], name: str) -> Found:
        """The record of a kind that goes by ``name`` or ``distribution:name``.

        Raises:
            PluginError: there is none, or several distributions claim the name.
        """
        distribution, _, bare = name.rpartition(":")
        known = self.all(kind)
        matches = [
            f for f in known if f.record.name == bare and (not distribution or f.plugin.distribution == distribution)
        ]
        if len(matches) == 1:
            return matches[0]
        if not matches:
            raise self._unknown(kind, name, [f.record.name for f in known])
        claimants = " and ".join(f"{f.plugin.name} ({f.plugin.version})" for f in matches)
        raise PluginError(
            f"{kind.kind} {name!r} is claimed by {claimants}.",
            hint=f"Write 'distribution:{bare}' to choose one, such as '{matches[0].plugin.distribution}:{bare}'.",
        )

    def _unknown(self, kind: type[Record], name: str, names: list[str]) -> PluginError:
        broken = [f"{plugin.name} did not load: {plugin.reason}" for plugin in self.failed]
        return PluginError(
            f"{name!r} is not {'an' if kind.kind[0] in 'aeiou' else 'a'} {kind.kind}; {did_you_mean(name, names)}",
            hint="`mediaeval plugins` lists all that are installed.",
            details=broken,
        )


@functools.cache
def get_plugins(files: tuple[str, ...] = (), own_only: bool = False) -> Plugins:
    """Load every plugin of the entry-point group, one at a time, and the loose files given.

    ``$MEDIAEVAL_PLUGINS`` (comma-separated distribution names, or empty) limits the distributions beside our own.

    Args:
        files: paths of loose Python files to load as plugins.
        own_only: skip every distribution but our own.
    """
    chosen = os.environ.get("MEDIAEVAL_PLUGINS")
    wanted = None if chosen is None else {part.strip() for part in chosen.split(",") if part.strip()}
    loaded = []
    for entry in importlib.metadata.entry_points(group=GROUP):
        distribution = entry.dist.name if entry.dist else "unknown"
        version = entry.dist.version if entry.dist else "unknown"
        if distribution != OWN_DISTRIBUTION and (own_only or (wanted is not None and distribution not in wanted)):
            continue
        origin = Plugin(f"{distribution}:{entry.name}", distribution, version)
        loaded.append(_load(origin, entry.load))
    for file in files:
        loaded.append(_load_file(Path(file)))
    return Plugins(tuple(sorted(loaded, key=lambda plugin: plugin.name)))


def _load_file(path: Path) -> Plugin:
    from mediaeval.storage import digest_file

    try:
        digest = digest_file(path)
    except OSError as error:
        raise PluginError(
            f"{path}: the plugin file cannot be read ({error.strerror}).", hint="Check the path after --plugin."
        ) from error
    name = f"mediaeval_file_{path.stem}_{digest[:12]}"

    def load() -> types.ModuleType:
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise ImportError("not a Python file")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module

    return _load(Plugin(str(path), str(path), digest[:12], digest), load)


def _load(origin: Plugin, load: Any) -> Plugin:
    """Load one plugin and collect its records; whatever it raises becomes its reason."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    if os.environ.get("MEDIAEVAL_TRACE"):
        _trace(manager, origin.name)
    try:
        module = load()
        manager.register(module, name=origin.name)
        _refuse_unknown_hooks(manager, module)
        records = tuple(_collect(manager))
    except Exception as error:  # noqa: BLE001 - isolation is the point: the reason is kept and shown
        reason = " ".join(str(error).split())
        return Plugin(origin.name, origin.distribution, origin.version, origin.digest, f"{type(error).__name__}: {reason}")
    return Plugin(origin.name, origin.distribution, origin.version, origin.digest, records=records)


def _refuse_unknown_hooks(manager: pluggy.PluginManager, module: object) -> None:
    callers = manager.get_hookcallers(module) or []
    if not callers:
        raise PluginError("it implements no hook; mark its functions with @mediaeval.hookimpl")
    for caller in callers:
        if not caller.has_spec():
            raise PluginError(f"there is no hook {caller.name!r}; {did_you_mean(caller.name, HOOKS)}")


def _collect(manager: pluggy.PluginManager) -> Iterable[Record]:
    seen: set[tuple[str, str]] = set()
    for hook, kind in HOOKS.items():
        for result in getattr(manager.hook, hook)():
            for record in result:
                if not isinstance(record, kind):
                    raise PluginError(f"{hook} yields {record!r}, which is not a mediaeval.{kind.__name__}")
                if (kind.kind, record.name) in seen:
                    raise PluginError(f"{hook} yields the name {record.name!r} twice")
                seen.add((kind.kind, record.name))
                yield record


def _trace(manager: pluggy.PluginManager, name: str) -> None:
    def before(hook: str, impls: Any, _: Any) -> None:
        if impls:
            print(f"trace: {name}: {hook}()", file=sys.stderr)

    def after(outcome: Any, hook: str, impls: Any, _: Any) -> None:
        if impls:
            print(f"trace: {name}: {hook} -> {outcome.exception or outcome.get_result()!r}", file=sys.stderr)

    manager.add_hookcall_monitoring(before, after)

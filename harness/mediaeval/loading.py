"""Load one plugin, apart from all others: whatever goes wrong in it becomes its reason, and nobody else's.

Every plugin has a manager to itself. One manager for all would let a misspelled hook pass, name a culprit by the
address of its module, and drop the second of two plugins that chose the same entry-point name.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import re
import sys
import time
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pluggy

from mediaeval import hookspecs
from mediaeval.errors import PluginError, did_you_mean
from mediaeval.records import Aggregator, Augmenter, Command, Corpus, Edition, Encoder, Ranker, Record, Reviser
from mediaeval.storage import digest_bytes

__all__ = ["HOOKS", "PROJECT", "Plugin", "load", "load_file"]

PROJECT = "mediaeval"

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


@dataclass(frozen=True)
class Plugin:
    """One loaded or failed plugin.

    Args:
        name: ``distribution:entry-point``, or the path of a loose file.
        distribution: name of the distribution, or the file name of a loose file.
        version: of the distribution; of a loose file, the first 12 hex digits of its sha256.
        digest: sha256 of a loose file; None for an installed distribution.
        reason: why it failed to load, in one line; empty when it did not.
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


def load(origin: Plugin, module: Callable[[], types.ModuleType]) -> Plugin:
    """Import one plugin and collect its records.

    Args:
        origin: its name, distribution and version.
        module: imports it.

    Returns:
        ``origin`` with its records, or with the reason why it has none.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    try:
        start = time.perf_counter()
        plugin = module()
        _trace(origin, f"imported in {time.perf_counter() - start:.3f} s")
        manager.register(plugin, name=origin.name)  # refuses arguments that a hook does not have
        _refuse_what_is_never_called(manager, plugin)
        records = tuple(_collect(manager, origin))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - isolation is the point: the reason is kept and shown
        reason = " ".join(str(error).split())
        _trace(origin, f"failed: {reason}")
        return dataclasses.replace(origin, reason=f"{type(error).__name__}: {reason}")
    return dataclasses.replace(origin, records=records)


def load_file(path: Path) -> Plugin:
    """Load a loose Python file; its content, not its place, is its version.

    Raises:
        PluginError: the file cannot be read.
    """
    try:
        source = path.read_bytes()
    except OSError as error:
        raise PluginError(
            f"{path}: the plugin file cannot be read ({error.strerror}).",
            hint="Check the path after --plugin, or in [plugins] files of the run file (relative to it).",
        ) from error
    digest = digest_bytes(source)
    name = f"{PROJECT}_file_{re.sub(r'[^A-Za-z0-9_]', '_', path.stem)}_{digest[:12]}"

    def module() -> types.ModuleType:
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise PluginError("not a Python file: its name must end in .py")
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[name] = loaded  # targets such as f"{__name__}:Centre" are imported by this name
        try:
            spec.loader.exec_module(loaded)
        except BaseException:
            del sys.modules[name]
            raise
        return loaded

    return load(Plugin(str(path), path.name, digest[:12], digest), module)


def _refuse_what_is_never_called(manager: pluggy.PluginManager, plugin: types.ModuleType) -> None:
    """What pluggy lets pass in silence: a misspelled hook, a hook without its mark, a wrapper around nothing."""
    callers = manager.get_hookcallers(plugin) or []
    marked = {caller.name for caller in callers}
    for caller in callers:
        if not caller.has_spec():
            raise PluginError(f"there is no hook {caller.name!r}; {did_you_mean(caller.name, HOOKS)}")
        if any(impl.wrapper or impl.hookwrapper for impl in caller.get_hookimpls()):
            raise PluginError(f"hook {caller.name!r} is a wrapper; a hook yields records and wraps nothing")
    unmarked = [name for name in HOOKS if name not in marked and isinstance(vars(plugin).get(name), types.FunctionType)]
    if unmarked:
        raise PluginError(f"function {unmarked[0]!r} is not marked with @mediaeval.hookimpl")
    if not callers:
        raise PluginError("it implements no hook; mark its functions with @mediaeval.hookimpl")


def _collect(manager: pluggy.PluginManager, origin: Plugin) -> Iterator[Record]:
    for hook, kind in HOOKS.items():
        caller = getattr(manager.hook, hook)
        if not caller.get_hookimpls():
            continue
        records = _records_of(hook, kind, caller())
        _trace(origin, f"{hook}() -> {', '.join(record.name for record in records) or 'nothing'}")
        yield from records


def _records_of(hook: str, kind: type[Record], results: list[Any]) -> list[Record]:
    """Check what a hook returned; pluggy leaves a ``None`` out, so that a forgotten ``yield`` gives an empty list."""
    if not results or not isinstance(results[0], Iterable):
        given = repr(results[0]) if results else "nothing"
        raise PluginError(f"{hook} returns {given}; it must yield records of mediaeval.{kind.__name__}")
    records = list(results[0])
    seen: set[str] = set()
    for record in records:
        if not isinstance(record, kind):
            raise PluginError(f"{hook} yields {record!r}, which is not a mediaeval.{kind.__name__}")
        if record.name in seen:
            raise PluginError(f"{hook} yields the name {record.name!r} twice")
        seen.add(record.name)
    return records


def _trace(origin: Plugin, event: str) -> None:
    """With ``$MEDIAEVAL_TRACE``, tell on standard error what the host asks of a plugin and what it answers."""
    if os.environ.get("MEDIAEVAL_TRACE", "") not in ("", "0"):
        print(f"trace: {origin.name}: {event}", file=sys.stderr)  # noqa: T201 - a trace is for the terminal

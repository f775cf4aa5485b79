"""From a run file to components: every name found, every option checked, nothing encoded yet."""

from __future__ import annotations

import functools
import hashlib
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from mediaeval.errors import PluginError, RunFileError
from mediaeval.options import OptionError, check_options, options_of
from mediaeval.plugins import Found, Plugins
from mediaeval.records import Aggregator, Augmenter, Encoder, Ranker, Record, Reviser
from mediaeval.roles import (
    AggregatorRole,
    AugmenterRole,
    EncoderRole,
    HasFingerprint,
    NeedsFiles,
    RankerRole,
    Requirement,
    ReviserRole,
)
from mediaeval.runfile import COMPONENTS, RunFile
from mediaeval.scoring import check_domains
from mediaeval.text import find_steps

__all__ = ["KINDS", "Part", "ResolvedRun", "resolve"]

KINDS: dict[str, tuple[type[Record], type[Any]]] = {
    "encoder": (Encoder, EncoderRole),
    "augmenter": (Augmenter, AugmenterRole),
    "reviser": (Reviser, ReviserRole),
    "aggregator": (Aggregator, AggregatorRole),
    "ranker": (Ranker, RankerRole),
}


@dataclass(frozen=True)
class Part:
    """One component of a run.

    Args:
        kind: its role.
        found: its record and plugin.
        options: all its options, defaults included.
        component: the object.
    """

    kind: str
    found: Found
    options: Mapping[str, Any]
    component: Any

    @property
    def identity(self) -> tuple[str, str]:
        """What two runs share when they share this component."""
        return self.found.record.target, repr(sorted(self.options.items()))

    def requirements(self) -> list[Requirement]:
        """The files that it needs."""
        return list(self.component.requirements()) if isinstance(self.component, NeedsFiles) else []

    def fingerprint(self) -> Mapping[str, Any] | None:
        """What decides its output, where it says so itself; encoders have one for each modality instead."""
        if self.kind == "encoder" or not isinstance(self.component, HasFingerprint):
            return None
        return self.component.fingerprint()

    def describe(self) -> dict[str, Any]:
        """For the manifest: name, origin and options, as JSON values."""
        plugin = self.found.plugin
        return {
            "name": self.found.record.name,
            "target": self.found.record.target,
            "distribution": plugin.distribution,
            "version": plugin.version,
            **({"sha256": plugin.digest} if plugin.digest else {}),
            "options": {key: _plain(value) for key, value in self.options.items()},
        }


@dataclass(frozen=True)
class ResolvedRun:
    """A run whose every component stands ready."""

    file: RunFile
    parts: Mapping[str, Part]

    @property
    def name(self) -> str:
        """The run's name."""
        return self.file.name

    @property
    def encoder(self) -> EncoderRole:
        """Places titles and pictures in one space."""
        return cast("EncoderRole", self.parts["encoder"].component)

    @property
    def augmenter(self) -> AugmenterRole:
        """Gives further views of a title."""
        return cast("AugmenterRole", self.parts["augmenter"].component)

    @property
    def reviser(self) -> ReviserRole:
        """Corrects scores."""
        return cast("ReviserRole", self.parts["reviser"].component)

    @property
    def aggregator(self) -> AggregatorRole:
        """Pools views."""
        return cast("AggregatorRole", self.parts["aggregator"].component)

    @property
    def ranker(self) -> RankerRole:
        """Orders images."""
        return cast("RankerRole", self.parts["ranker"].component)

    def plan(self) -> dict[str, Any]:
        """All that the run file decides, as JSON values: what two runs must share to be the same run."""
        file = self.file
        return {
            "run": {
                "name": file.name,
                "description": file.description,
                "file": file.path.name,
                "sha256": hashlib.sha256(file.source.encode()).hexdigest(),
                "overrides": list(file.overrides),
            },
            "text": {"fields": list(file.text.fields), "steps": list(file.text.steps)},
            "components": {kind: part.describe() for kind, part in self.parts.items()},
            "scoring": {"order": file.scoring.order},
            "gallery": {"unreadable": file.gallery.unreadable},
        }


def resolve(file: RunFile, plugins: Plugins, *, device: str | None = None) -> ResolvedRun:
    """Find, check and build every component of a run.

    Args:
        file: the run.
        plugins: where components come from.
        device: for every component that has an option ``device`` and is not told another by the file.

    Raises:
        RunFileError: a component does not exist, an option is wrong, or two components do not fit together.
        PluginError: the plugin that a component comes from is broken.
    """
    found = {kind: _find(file, kind, plugins) for kind in COMPONENTS}  # every name first, before any module is imported
    parts = {kind: _build(file, kind, found[kind], device) for kind in COMPONENTS}
    run = ResolvedRun(file, parts)
    find_steps(file.text.steps, file.place("text", "steps"))
    check_domains(run.reviser, run.aggregator, file.scoring.order)
    return run


def _find(file: RunFile, kind: str, plugins: Plugins) -> Found:
    try:
        return plugins.find(KINDS[kind][0], file.component(kind).name)
    except PluginError as error:
        message = f"{file.place(kind, 'name')}: {error.message}"
        raise RunFileError(message, hint=error.hint, details=error.details) from None


def _build(file: RunFile, kind: str, found: Found, device: str | None) -> Part:
    record = found.record
    label = f"{kind} {record.name!r}"
    cls = found.load()
    given = dict(file.component(kind).options)
    try:
        if device is not None and "device" in options_of(cls, label):
            given.setdefault("device", device)
        options = check_options(cls, given, label, file.path.parent)
    except OptionError as error:
        message = f"{file.place(kind, error.key)}: {error.message}"
        raise RunFileError(
            message if message.endswith("?") else f"{message}.",
            hint=f"`mediaeval plugins show {record.name}` lists its options.",
        ) from None
    component = _instance(cls, tuple(sorted(options.items(), key=lambda item: item[0])))
    missing = sorted(_members(KINDS[kind][1]) - set(dir(component)))
    if missing:
        raise PluginError(
            f"{label} of {found.plugin.distribution}: {record.target} lacks {', '.join(missing)}, which every {kind} has.",
            hint=f"`mediaeval plugins check {record.name}` tests a component against its role.",
        )
    return Part(kind, found, options, component)


def _instance(cls: Any, options: tuple[tuple[str, Any], ...]) -> Any:
    """One object for equal components of several runs, so that a model is loaded once."""
    try:
        return _shared_instance(cls, options)
    except TypeError:  # raised by the cache for an option that cannot be hashed, such as a list
        pass
    return cls(**dict(options))


@functools.cache
def _shared_instance(cls: Any, options: tuple[tuple[str, Any], ...]) -> Any:
    return cls(**dict(options))


def _members(role: type[Any]) -> set[str]:
    """The members that a role's Protocol asks for."""
    methods = {name for name, value in vars(role).items() if inspect.isfunction(value) and not name.startswith("_")}
    return methods | set(inspect.get_annotations(role))


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value

"""From a run file to components: every name found, every option checked, nothing encoded yet."""

from __future__ import annotations

import functools
import hashlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from mediaeval.errors import PluginError, RunFileError
from mediaeval.options import OptionError, check_options, options_of
from mediaeval.plugins import Found, Plugins
from mediaeval.records import Aggregator, Augmenter, Corpus, Encoder, Ranker, Record, Reviser
from mediaeval.roles import (
    AggregatorRole,
    Assumption,
    AugmenterRole,
    CorpusRole,
    Domain,
    EncoderRole,
    HasFingerprint,
    NeedsFiles,
    RankerRole,
    Requirement,
    ReviserRole,
)
from mediaeval.runfile import RunFile
from mediaeval.scoring.banks import read_titles
from mediaeval.scoring.linear import check_ranker
from mediaeval.scoring.scores import assumptions, check_dense, check_domains
from mediaeval.storage import digest_bytes
from mediaeval.text import clean, find_steps

__all__ = ["KINDS", "Component", "ResolvedRun", "missing_members", "resolve", "resolve_part"]

KINDS: dict[str, tuple[type[Record], type[Any]]] = {
    "encoder": (Encoder, EncoderRole),
    "augmenter": (Augmenter, AugmenterRole),
    "reviser": (Reviser, ReviserRole),
    "aggregator": (Aggregator, AggregatorRole),
    "ensemble": (Aggregator, AggregatorRole),
    "ranker": (Ranker, RankerRole),
    "corpus": (Corpus, CorpusRole),
}


@dataclass(frozen=True)
class Component:
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
    """A run whose every component stands ready.

    Args:
        file: what was asked for.
        parts: its components by their place (:meth:`mediaeval.runfile.RunFile.components`).
        titles: of the external bank, cleaned; None without one.
    """

    file: RunFile
    parts: Mapping[str, Component]
    titles: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """The run's name."""
        return self.file.name

    @property
    def encoders(self) -> dict[str, EncoderRole]:
        """Each places titles and pictures in a space of its own; by place: ``encoder``, or ``encoder.0`` and so on."""
        return {place: part.component for place, part in self.parts.items() if part.kind == "encoder"}

    @property
    def encoder(self) -> EncoderRole:
        """The encoder; the first of an ensemble."""
        return next(iter(self.encoders.values()))

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
    def ensemble(self) -> AggregatorRole | None:
        """Fuses encoders; None where there is one."""
        return self.parts["ensemble"].component if "ensemble" in self.parts else None

    @property
    def ranker(self) -> RankerRole:
        """Orders images."""
        return cast("RankerRole", self.parts["ranker"].component)

    @property
    def domain(self) -> Domain:
        """The domain of its scores."""
        return check_domains(self.reviser, self.aggregator, self.file.scoring.order, self.ensemble)

    @property
    def assumes(self) -> tuple[Assumption, ...]:
        """What it takes for granted beyond each article by itself."""
        return assumptions(self.reviser, self.file.scoring.bank)

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
            "scoring": {"order": file.scoring.order, "bank": file.scoring.bank, **self._bank()},
            "assumes": [str(one) for one in self.assumes],
            "gallery": {"unreadable": file.gallery.unreadable},
        }

    def _bank(self) -> dict[str, Any]:
        if self.titles is None:
            return {}
        return {"bank_titles": len(self.titles), "bank_sha256": digest_bytes("\n".join(self.titles).encode())}


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
    tables = file.components()
    where = {place: functools.partial(file.place, place) for place in tables}
    kinds = {place: place.partition(".")[0] for place in tables}
    # every name first, before any module is imported
    found = {place: _find(kinds[place], table.name, plugins, where[place]) for place, table in tables.items()}
    parts = {
        place: _build(kinds[place], found[place], table.options, where[place], file.path.parent, device)
        for place, table in tables.items()
    }
    run = ResolvedRun(file, parts, _titles(file))
    check_domains(run.reviser, run.aggregator, file.scoring.order, run.ensemble)
    check_dense(run.reviser, file.scoring.order, file.scoring.bank)
    check_ranker(run.ranker, run.reviser, run.aggregator, file.scoring.order, run.ensemble)
    return run


def resolve_part(file: RunFile, place: str, plugins: Plugins, *, device: str | None = None) -> Component:
    """One component of a run, for who needs no more of it.

    Raises:
        RunFileError: it does not exist, or an option is wrong.
        PluginError: the plugin that it comes from is broken.
    """
    kind, table, where = place.partition(".")[0], file.components()[place], functools.partial(file.place, place)
    return _build(kind, _find(kind, table.name, plugins, where), table.options, where, file.path.parent, device)


def _titles(file: RunFile) -> tuple[str, ...] | None:
    """The titles of the external bank, cleaned as the articles' are."""
    steps = find_steps(file.text.steps, file.place("text", "steps"))
    bank, name = file.scoring.bank, file.scoring.bank_file
    if bank == "test" and name is not None:
        raise RunFileError(
            f"{file.place('scoring', 'bank_file')}: is not read, because the bank is the test set.",
            hint='Say [scoring] bank = "external", or "test+external".',
        )
    if bank == "test":
        return None
    if name is None:
        raise RunFileError(
            f"{file.place('scoring', 'bank')}: {bank!r} needs a bank_file.",
            hint='Give one, relative to the run file, such as  bank_file = "titles.txt".',
        )
    return tuple(clean(title, steps) for title in read_titles(file.path.parent / name, file.text.fields))


def build_part(
    kind: str,
    name: str,
    options: Mapping[str, Any],
    plugins: Plugins,
    where: Callable[[str], str],
    base: Path,
    *,
    device: str | None = None,
) -> Component:
    """One component apart from a run file.

    Args:
        kind: a key of :data:`KINDS`.
        name: of its record.
        options: as a run file would give them.
        plugins: where components come from.
        where: how messages call the place of ``name`` or of an option.
        base: folder that relative paths are relative to.
        device: for a component that has an option ``device`` and is not told another.

    Raises:
        RunFileError: it does not exist, or an option is wrong.
        PluginError: the plugin that it comes from is broken.
    """
    return _build(kind, _find(kind, name, plugins, where), options, where, base, device)


def _find(kind: str, name: str, plugins: Plugins, where: Callable[[str], str]) -> Found:
    try:
        return plugins.find(KINDS[kind][0], name)
    except PluginError as error:
        message = f"{where('name')}: {error.message}"
        raise RunFileError(message, hint=error.hint, details=error.details) from None


def _build(
    kind: str, found: Found, options: Mapping[str, Any], where: Callable[[str], str], base: Path, device: str | None
) -> Component:
    record = found.record
    label = f"{record.kind} {record.name!r}"
    cls = found.load()
    given = dict(options)
    try:
        if device is not None and "device" in options_of(cls, label):
            given.setdefault("device", device)
        values = check_options(cls, given, label, base)
    except OptionError as error:
        message = f"{where(error.key)}: {error.message}"
        raise RunFileError(
            message if message.endswith("?") else f"{message}.",
            hint=f"`mediaeval plugins show {record.name}` lists its options.",
        ) from None
    component = _instance(cls, tuple(sorted(values.items(), key=lambda item: item[0])))
    missing = missing_members(component, KINDS[kind][1])
    if missing:
        raise PluginError(
            f"{label} of {found.plugin.distribution}: {record.target} lacks {', '.join(missing)}, which every "
            f"{record.kind} has.",
            hint=f"`mediaeval plugins check {record.name}` tests a component against its role.",
        )
    return Component(kind, found, values, component)


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


def missing_members(component: Any, role: type[Any]) -> list[str]:
    """What a role's Protocol asks for and a component does not have, by name."""
    methods = {name for name, value in vars(role).items() if inspect.isfunction(value) and not name.startswith("_")}
    return sorted((methods | set(inspect.get_annotations(role))) - set(dir(component)))


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value

"""From a component to its checks."""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Mapping
from typing import Any

from mediaeval.errors import PluginError, did_you_mean
from mediaeval.options import check_options
from mediaeval.plugins import KINDS, Found, get_plugins
from mediaeval.resolve import missing_members
from mediaeval.roles import (
    AggregatorRole,
    AugmenterRole,
    CorpusRole,
    EditionRole,
    EncoderRole,
    RankerRole,
    ReviserRole,
)
from mediaeval.testing import discovery, extras, options
from mediaeval.testing.check import Check, Promise, Subject, expect

__all__ = ["ROLES", "checks", "checks_of"]

ROLES: dict[str, type[Any]] = {
    "encoder": EncoderRole,
    "augmenter": AugmenterRole,
    "reviser": ReviserRole,
    "aggregator": AggregatorRole,
    "ranker": RankerRole,
    "edition": EditionRole,
    "corpus": CorpusRole,
}


def checks(kind: str, component: str | type[Any], **given: Any) -> list[Check]:
    """The checks of one component.

    Args:
        kind: its role, such as ``reviser``.
        component: its name among the installed plugins, or its class.
        given: options, as a run file would give them.

    Raises:
        PluginError: there is no such kind or component, its plugin is broken, or it cannot be built.
        RunFileError: an option is wrong.
    """
    if kind not in ROLES:
        raise PluginError(f"{kind!r} is not a role; {did_you_mean(kind, ROLES)}")
    if isinstance(component, str):
        return checks_of(get_plugins().find(KINDS[kind], component), given)
    return _checks(Subject(kind, component, check_options(component, given, f"{kind} {component.__name__}")))


def checks_of(found: Found, given: Mapping[str, Any]) -> list[Check]:
    """The checks of a plugin's component.

    Raises:
        PluginError: its kind has no role to be checked against, its plugin is broken, or it cannot be built.
        RunFileError: an option is wrong.
    """
    kind = found.record.kind
    if kind not in ROLES:
        raise PluginError(
            f"{found.label}: a {kind} has no role to be checked against.",
            hint=f"The kinds that have one: {', '.join(ROLES)}.",
        )
    cls = found.load()
    return _checks(Subject(kind, cls, check_options(cls, given, f"{kind} {found.record.name!r}"), found))


def _checks(subject: Subject) -> list[Check]:
    try:
        subject.component  # noqa: B018 - built here, so that one that cannot be is told apart from one that fails
    except Exception as error:
        raise PluginError(f"{subject.label} cannot be built ({type(error).__name__}: {error}).") from error
    module = importlib.import_module(f"mediaeval.testing.{subject.kind}")
    promises: list[Promise] = [has_every_member, *options.CHECKS, *extras.CHECKS, *module.CHECKS]
    if subject.found is not None:
        promises += discovery.CHECKS
    return [Check(_first_line(promise), functools.partial(promise, subject)) for promise in promises]


def has_every_member(subject: Subject) -> None:
    """It has every member of its role."""
    missing = missing_members(subject.component, ROLES[subject.kind])
    expect(not missing, f"{subject.cls.__qualname__} lacks {', '.join(missing)}")


def _first_line(promise: Promise) -> str:
    return inspect.getdoc(promise).splitlines()[0].rstrip(".")  # type: ignore[union-attr] # every promise has one

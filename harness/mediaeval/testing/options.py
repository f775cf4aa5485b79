"""Options: every component's constructor arguments live in a run file."""

from __future__ import annotations

import inspect
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import tomli_w

from mediaeval.options import check_options, options_of
from mediaeval.testing.check import Subject, expect

__all__ = ["CHECKS", "as_toml"]


def as_toml(value: Any) -> Any:
    """An option's value as TOML can hold it."""
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [as_toml(item) for item in value]
    return value


def has_documentation(subject: Subject) -> None:
    """Its class has a docstring."""
    expect(subject.cls.__doc__, f"{subject.cls.__qualname__} has none; `mediaeval plugins show` prints it")


def defaults_fit(subject: Subject) -> None:
    """The default of every option fits the option's own type and bounds."""
    for option in options_of(subject.cls, subject.label).values():
        if not option.required:
            try:
                option.check(option.default)
            except ValueError as error:
                expect(condition=False, message=f"default: {error}")


def options_survive_toml(subject: Subject) -> None:
    """Its options survive being written to a run file and read back."""
    given = {key: as_toml(value) for key, value in subject.options.items() if value is not None}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "run.toml")
        try:
            path.write_bytes(tomli_w.dumps({subject.kind: given}).encode())
        except TypeError as error:
            expect(condition=False, message=f"TOML has no such type: {error}")
        read = tomllib.loads(path.read_text(encoding="utf-8"))[subject.kind]
    again = check_options(subject.cls, read, subject.label)
    changed = [key for key, value in subject.options.items() if again[key] != value]
    expect(not changed, f"{', '.join(changed)} came back as {[again[key] for key in changed]}")


def constructor_is_cheap(subject: Subject) -> None:
    """Two objects can be built with the same options, from keyword arguments alone."""
    first, second = subject.build(), subject.build()
    expect(first is not second, "the constructor hands out one shared object")
    expect(not inspect.iscoroutine(first), "the constructor is a coroutine")


CHECKS = (has_documentation, defaults_fit, options_survive_toml, constructor_is_cheap)

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pytest
from annotated_types import Gt

from mediaeval.testing import options


class Silent:
    pass


class BadDefault:
    """Declares a default that its own bounds refuse."""

    def __init__(self, k: Annotated[int, Gt(0)] = 0): ...


class Complex:
    """Has an option that no run file can hold."""

    def __init__(self, value: complex = 1j): ...


class Shared:
    """Hands out one object."""

    _one: Any = None

    def __new__(cls):
        cls._one = cls._one or super().__new__(cls)
        return cls._one


MUTANTS = [
    (options.has_documentation, Silent, "Silent has none"),
    (options.defaults_fit, BadDefault, "default: k must be greater than 0, not 0"),
    (options.options_survive_toml, Complex, "TOML has no such type"),
    (options.constructor_is_cheap, Shared, "one shared object"),
]


def test_every_promise_has_a_mutant() -> None:
    assert {promise for promise, _, _ in MUTANTS} == set(options.CHECKS)


@pytest.mark.parametrize(("promise", "mutant", "reason"), MUTANTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_broken_promise_is_found_and_said(
    breaks: Callable[..., str], promise: Any, mutant: type, reason: str
) -> None:
    assert reason in breaks(promise, "ranker", mutant)


def test_values_become_what_toml_can_hold() -> None:
    assert options.as_toml([Path("a"), (1, 2.5), True, "x"]) == ["a", [1, 2.5], True, "x"]

"""One promise and the code that tests it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.plugins import Found

__all__ = ["Check", "ConformanceError", "Promise", "Subject", "close", "expect", "frozen"]


class ConformanceError(AssertionError):
    """A component breaks a promise of its role; the message says which value showed it."""


@dataclass
class Subject:
    """The component class under test, with its options.

    Args:
        kind: its role, such as ``reviser``.
        cls: the class.
        options: every option, checked.
        found: its record and plugin; None for a class that is tested before it has them.
    """

    kind: str
    cls: type[Any]
    options: Mapping[str, Any]
    found: Found | None = None
    memo: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """How messages call it."""
        return self.found.label if self.found else f"{self.kind} {self.cls.__name__}"

    def build(self) -> Any:
        """A new object."""
        return self.cls(**self.options)

    def once(self, key: str, make: Callable[[], Any]) -> Any:
        """A value that several checks share, made by the first that asks."""
        if key not in self.memo:
            self.memo[key] = make()
        return self.memo[key]

    @property
    def component(self) -> Any:
        """The object that the checks share, so that a model is loaded once."""
        return self.once("component", self.build)


Promise = Callable[[Subject], None]
"""A check before it has its subject; the first line of its docstring is what is promised."""


@dataclass(frozen=True)
class Check:
    """One promise of a role, ready to be tested; call it, or let pytest.

    Args:
        promise: what is promised, one line.
        run: tests it.
    """

    promise: str
    run: Callable[[], None]

    def __call__(self) -> None:
        """Test it.

        Raises:
            ConformanceError: the promise is broken. What the component itself raises is passed on.
        """
        self.run()

    def __str__(self) -> str:
        return self.promise


def expect(condition: object, message: str) -> None:
    """Break off with ``message`` unless ``condition`` holds.

    Raises:
        ConformanceError: it does not.
    """
    if not condition:
        raise ConformanceError(message)


def frozen(values: NDArray[Any]) -> NDArray[Any]:
    """A copy that cannot be written to: the core hands on views of what it still needs."""
    copy = values.copy()
    copy.flags.writeable = False
    return copy


def close(got: NDArray[Any], wanted: NDArray[Any], what: str) -> None:
    """Compare scores up to rounding: a ten-thousandth of the largest, which float32 keeps even after a logarithm.

    Raises:
        ConformanceError: they differ; the message says where most.
    """
    expect(got.shape == wanted.shape, f"{what}: shape {got.shape} instead of {wanted.shape}")
    if not got.size:
        return
    apart = np.abs(got.astype(np.float64) - wanted.astype(np.float64))
    at = tuple(int(i) for i in np.unravel_index(np.argmax(apart), apart.shape))
    tolerance = 1e-4 * float(np.abs(wanted).max())
    expect(bool(apart[at] <= tolerance), f"{what}: at {at} {got[at]:.7g} instead of {wanted[at]:.7g}")

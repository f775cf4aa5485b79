from __future__ import annotations

import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pytest
from annotated_types import Ge, Gt, Len, Lt

from mediaeval.errors import PluginError, RunFileError
from mediaeval.options import OptionError, check_options, options_of
from mediaeval.roles import RankerRole

if TYPE_CHECKING:
    from decimal import Decimal


class Component:
    def __init__(
        self,
        temperature: Annotated[float, Gt(0)] = 1.0,
        *,
        share: Annotated[float, Ge(0), Lt(1)] | None = None,
        mode: Literal["soft", "hard"] = "soft",
        names: Annotated[list[str], Len(1, 2)] = ["a"],  # noqa: B006 - never written to
        weights: Path | None = None,
        more: list[Path] = [],  # noqa: B006 - never written to
        json: bool = False,  # the names of a model library's own methods are as good as any
        copy: int = 3,
    ) -> None: ...


class Needy:
    def __init__(self, path: Path) -> None: ...


class Listed:
    def __init__(
        self,
        names: Annotated[tuple[str, ...], Len(1, 2)] = ("a",),
        paths: tuple[Path, ...] | None = None,
        pairs: list[tuple[int, int]] | None = None,
    ) -> None: ...


def test_a_list_of_the_file_becomes_the_tuple_that_is_asked_for() -> None:
    given = {"names": ["x", "y"], "paths": ["a", "/b"]}
    assert check_options(Listed, given, "x", Path("/runs")) == {
        "names": ("x", "y"), "paths": (Path("/runs/a"), Path("/b")), "pairs": None,
    }  # fmt: skip
    with pytest.raises(RunFileError, match=r"x: names must be a valid tuple, not 'a'"):
        check_options(Listed, {"names": "a"}, "x")
    with pytest.raises(RunFileError, match=r"x: names\[1\] must be a valid string, not 2"):
        check_options(Listed, {"names": ["a", 2]}, "x")


def test_options_are_the_constructors_arguments() -> None:
    options = options_of(Component, "x")
    assert list(options) == ["temperature", "share", "mode", "names", "weights", "more", "json", "copy"]
    assert (options["temperature"].default, options["temperature"].required) == (1.0, False)
    assert options_of(Needy, "x")["path"].default is inspect.Parameter.empty
    assert [name for name, option in options.items() if option.is_path] == ["weights", "more"]


def test_what_is_not_given_has_its_default() -> None:
    assert check_options(Component, {}, "x") == {
        "temperature": 1.0, "share": None, "mode": "soft", "names": ["a"], "weights": None, "more": [], "json": False,
        "copy": 3,
    }  # fmt: skip


GOOD = [
    ({"temperature": 2}, 2.0), ({"share": 0.5}, 0.5), ({"mode": "hard"}, "hard"), ({"names": ["x", "y"]}, ["x", "y"]),
    ({"json": True}, True), ({"copy": 0}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("given", "value"), GOOD)
def test_given_values_are_taken_as_they_are(given: dict[str, Any], value: object) -> None:
    (key,) = given
    taken = check_options(Component, given, "x")[key]
    assert taken == value
    assert type(taken) is type(value)


BAD = [
    ({"temperature": 0}, "x: temperature must be greater than 0, not 0"),
    ({"temperature": "hot"}, "x: temperature must be a valid number, not 'hot'"),
    ({"temperature": True}, "x: temperature must be a valid number, not True"),
    ({"share": 1.0}, "x: share must be less than 1, not 1.0"),
    ({"mode": "soggy"}, "x: mode must be 'soft' or 'hard', not 'soggy'"),
    ({"names": ["a", 3]}, r"x: names\[1\] must be a valid string, not 3"),
    ({"names": "a"}, "x: names must be a valid list, not 'a'"),
    ({"names": []}, "x: names must be List should have at least 1 item"),
    ({"weights": 3}, "x: weights must be .*, not 3"),
    ({"copy": 3.0}, "x: copy must be a valid integer, not 3.0"),
    ({"copy": True}, "x: copy must be a valid integer, not True"),
    ({"json": 1}, "x: json must be a valid boolean, not 1"),
    ({"temprature": 1}, "x has no option 'temprature'; did you mean 'temperature'?"),
]


@pytest.mark.parametrize(("given", "message"), BAD)
def test_other_values_are_refused_with_the_key(given: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message) as caught:
        check_options(Component, given, "x")
    assert caught.value.key == next(iter(given))


def test_a_missing_option_is_named() -> None:
    with pytest.raises(OptionError, match="x: path must be given"):
        check_options(Needy, {}, "x")


def test_relative_paths_are_relative_to_the_run_file() -> None:
    base = Path("/runs")
    given = {"weights": "w.pt", "more": ["a", "/b"]}
    checked = check_options(Component, given, "x", base)
    assert checked["weights"] == Path("/runs/w.pt")
    assert checked["more"] == [Path("/runs/a"), Path("/b")]
    assert check_options(Component, given, "x")["weights"] == Path("w.pt")


class Variadic:
    def __init__(self, **options: int) -> None: ...


class Bare:
    def __init__(self, size=3) -> None: ...


class Named:
    def __init__(self, name: str = "x") -> None: ...


class Unimported:
    def __init__(self, size: Decimal | None = None) -> None: ...


BROKEN = [(Variadic, "'options' cannot be an option"), (Bare, "'size' cannot"), (Named, "'name' cannot"),
          (Unimported, "'Decimal' is not defined"), (len, "not a class")]  # fmt: skip


@pytest.mark.parametrize(("component", "message"), BROKEN)
def test_constructors_that_declare_no_options_are_refused(component: Any, message: str) -> None:
    with pytest.raises(PluginError, match=f"reviser 'x': .*{message}"):
        options_of(component, "reviser 'x'")


def test_a_dataclass_declares_options_too() -> None:
    @dataclass
    class Data:
        k: Annotated[int, Ge(1)] = 10

    assert check_options(Data, {"k": 3}, "x") == {"k": 3}
    with pytest.raises(OptionError, match="greater than or equal to 1"):
        check_options(Data, {"k": 0}, "x")


def test_no_constructor_is_no_option_even_below_a_protocol() -> None:
    class Plain: ...

    class Explicit(RankerRole):
        depth = 3

        def rank(self, scores, depth): ...

    assert options_of(Plain, "x") == options_of(Explicit, "x") == {}

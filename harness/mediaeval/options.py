"""A component's options are its constructor's typed keyword arguments; here they are read and checked."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediaeval.errors import PluginError, RunFileError, did_you_mean

__all__ = ["Option", "OptionError", "check_options", "options_of"]


class OptionError(RunFileError):
    """An option that a component does not have, lacks, or cannot take.

    Args:
        key: the option.
        message: what is wrong with it.
    """

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True)
class Option:
    """One keyword argument of a component's constructor.

    Args:
        name: the keyword.
        annotation: its type, with bounds where it has any (``Annotated``).
        default: its default; ``inspect.Parameter.empty`` where it must be given.
    """

    name: str
    annotation: Any
    default: Any

    @property
    def required(self) -> bool:
        """Whether a run file must give it."""
        return self.default is inspect.Parameter.empty

    @property
    def is_path(self) -> bool:
        """Whether a relative value is relative to the run file."""
        return _mentions_path(self.annotation)

    def check(self, value: Any) -> Any:
        """The value in the option's type; nothing is converted but a string to a path and a list to a tuple.

        Raises:
            ValueError: the value has another type or is out of bounds; the message follows ``must be``.
        """
        import pydantic

        config = pydantic.ConfigDict(strict=True, arbitrary_types_allowed=True)
        value = _as_paths(value) if self.is_path else value
        if isinstance(value, list) and _is_tuple(self.annotation):  # TOML has lists alone
            value = tuple(value)
        try:
            return pydantic.TypeAdapter(self.annotation, config=config).validate_python(value)
        except pydantic.ValidationError as error:
            first = error.errors()[0]
            where = "".join(f"[{part}]" for part in first["loc"] if isinstance(part, int))
            wanted = first["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
            raise ValueError(f"{self.name}{where} must be {wanted}, not {first['input']!r}") from None


def options_of(component: Any, label: str) -> dict[str, Option]:
    """The options of a component class, by name.

    Raises:
        PluginError: it is no class, or its constructor takes positional-only, variadic or unannotated arguments, or one
            called ``name``.
    """
    if not isinstance(component, type):
        raise PluginError(f"{label}: its target is {component!r}, not a class.")
    constructor = component.__init__  # type: ignore[misc] # read for its signature, not called
    if constructor is object.__init__ or constructor.__module__ == "typing":  # a Protocol puts one of its own there
        return {}
    try:
        hints = typing.get_type_hints(constructor, include_extras=True)
    except NameError as error:
        raise PluginError(
            f"{label}: the type of a constructor argument is not known when the program runs ({error}).",
            hint="Import it outside `if TYPE_CHECKING:`.",
        ) from error
    options = {}
    for parameter in list(inspect.signature(constructor).parameters.values())[1:]:
        usable = parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        if not usable or parameter.name not in hints or parameter.name == "name":
            raise PluginError(
                f"{label}: constructor argument {parameter.name!r} cannot be an option; "
                "options are annotated keyword arguments, and 'name' is the component's own."
            )
        options[parameter.name] = Option(parameter.name, hints[parameter.name], parameter.default)
    return options


def check_options(component: Any, given: Mapping[str, Any], label: str, base: Path | None = None) -> dict[str, Any]:
    """The full, typed options of a component: those given, checked, and the defaults of the rest.

    Args:
        component: the class whose constructor declares them.
        given: values from a run file.
        label: how messages call the component.
        base: folder that relative paths are relative to.

    Raises:
        OptionError: an option is unknown, missing, of another type or out of bounds.
        PluginError: the constructor's arguments cannot be options.
    """
    options = options_of(component, label)
    for key in given:
        if key not in options:
            raise OptionError(key, f"{label} has no option {key!r}; {did_you_mean(key, options)}")
    values = {}
    for name, option in options.items():
        if name not in given and option.required:
            raise OptionError(name, f"{label}: {name} must be given")
        try:
            value = option.check(given[name]) if name in given else option.default
        except ValueError as error:
            raise OptionError(name, f"{label}: {error}") from None
        values[name] = _below(base, value) if base is not None else value
    return values


def _mentions_path(annotation: Any) -> bool:
    return annotation is Path or any(_mentions_path(argument) for argument in typing.get_args(annotation))


def _is_tuple(annotation: Any) -> bool:
    """Whether a type, or one of several that it allows, is a tuple; those within a list do not count."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _is_tuple(arguments[0])
    return origin is tuple or (origin in (typing.Union, types.UnionType) and any(map(_is_tuple, arguments)))


def _as_paths(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_paths(item) for item in value]
    return Path(value) if isinstance(value, str) else value


def _below(base: Path, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(_below(base, item) for item in value)
    return base / value if isinstance(value, Path) else value

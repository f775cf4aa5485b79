"""A component's options are its constructor's typed keyword arguments; here they are read, checked and described."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediaeval.errors import PluginError, RunFileError, did_you_mean

__all__ = ["Option", "OptionError", "check_options", "options_of", "sentence_of"]


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


def options_of(component: Any, label: str) -> dict[str, Option]:
    """The options of a component class, by name.

    Raises:
        PluginError: the constructor takes positional-only, variadic or unannotated arguments, or one called ``name``.
    """
    if component.__init__ is object.__init__:
        return {}
    hints = typing.get_type_hints(component.__init__, include_extras=True)
    options = {}
    for parameter in list(inspect.signature(component.__init__).parameters.values())[1:]:
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
    """
    import pydantic

    options = options_of(component, label)
    for key in given:
        if key not in options:
            raise OptionError(key, f"{label} has no option {key!r}; {did_you_mean(key, options)}")
    fields: dict[str, Any] = {}
    for option in options.values():
        default = ... if option.required else option.default
        fields[option.name] = (option.annotation, default)
    model = pydantic.create_model(
        "Options",
        __config__=pydantic.ConfigDict(strict=True, arbitrary_types_allowed=True, protected_namespaces=()),
        **fields,
    )
    paths = {key for key, value in given.items() if options[key].is_path and isinstance(value, str)}
    try:
        checked = model(**{key: Path(value) if key in paths else value for key, value in given.items()})
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        raise OptionError(str(first["loc"][0]), f"{label}: {sentence_of(first)}") from None
    values = {name: getattr(checked, name) for name in options}
    if base is not None:
        for name, value in values.items():
            if isinstance(value, Path) and not value.is_absolute():
                values[name] = base / value
    return values


def sentence_of(error: Mapping[str, Any]) -> str:
    """One of pydantic's error records as a sentence: ``temperature must be greater than 0, not -1``."""
    where = ".".join(str(part) for part in error["loc"] if isinstance(part, str) and part.isidentifier())
    if error["type"] == "missing":
        return f"{where} must be given"
    wanted = error["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    return f"{where} must be {wanted}, not {error['input']!r}"


def _mentions_path(annotation: Any) -> bool:
    return annotation is Path or any(_mentions_path(argument) for argument in typing.get_args(annotation))

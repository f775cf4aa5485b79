"""A component's options in words and in TOML, all from the signature and docstring of its class."""

from __future__ import annotations

import inspect
import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import annotated_types as at

from mediaeval.options import Option, options_of
from mediaeval.plugins import Found

__all__ = ["bounds", "documented", "snippet", "type_text", "without_arguments"]

_ARGUMENTS = re.compile(r"^Args:\n((?:[ \t]+.*\n?|\n)+)", re.MULTILINE)

_COMPARISONS = {at.Gt: ("gt", ">"), at.Ge: ("ge", ">="), at.Lt: ("lt", "<"), at.Le: ("le", "<=")}


_EXAMPLES: tuple[Any, ...] = ("...", 1, 1.0, 0, 0.5, 2, 10, 100, -1, -1.0, False, [], ["..."], [1], [1.0])


def type_text(annotation: Any) -> str:
    """A type in words: ``float``, ``path or nothing``, ``"fp32" or "bf16"``, ``list of string``."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return type_text(arguments[0])
    if origin is typing.Literal:
        return " or ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in arguments)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(type_text(argument) for argument in arguments)
    if arguments:
        name = "list" if origin is tuple else origin.__name__  # as a run file writes it
        return f"{name} of {', '.join(type_text(a) for a in arguments if a is not Ellipsis)}"
    names = {str: "string", type(None): "nothing", Path: "path"}
    return names.get(annotation, getattr(annotation, "__name__", str(annotation)))


def bounds(annotation: Any) -> str:
    """The bounds of a type: ``> 0``, ``>= 1, <= 9``, ``length >= 1``."""
    return ", ".join(_bounds(annotation))


def _bounds(annotation: Any) -> Iterator[str]:
    if typing.get_origin(annotation) is typing.Annotated:
        for item in annotation.__metadata__:
            yield from _limits(item)
    for argument in typing.get_args(annotation):
        yield from _bounds(argument)


def _limits(item: Any) -> Iterator[str]:
    if isinstance(item, at.GroupedMetadata):  # Interval and Len unfold into the single bounds
        for part in item:
            yield from _limits(part)
    elif type(item) in _COMPARISONS:
        attribute, sign = _COMPARISONS[type(item)]
        yield f"{sign} {getattr(item, attribute)}"
    elif isinstance(item, at.MultipleOf):
        yield f"multiple of {item.multiple_of}"
    elif isinstance(item, at.MinLen):
        yield f"length >= {item.min_length}"
    elif isinstance(item, at.MaxLen):
        yield f"length <= {item.max_length}"


def documented(cls: type[Any]) -> dict[str, str]:
    """What the ``Args:`` of a class's docstring, or of its constructor's, say of each option, on one line."""
    found: dict[str, str] = {}
    for text in (inspect.getdoc(cls) or "", inspect.getdoc(cls.__init__) or ""):
        section = _ARGUMENTS.search(text)
        if section:
            for name, words in re.findall(r"^ {4}(\w+)(?: \(.*?\))?: (.*(?:\n {5,}.*)*)", section[1], re.MULTILINE):
                found.setdefault(name, " ".join(words.split()))
    return found


def without_arguments(text: str) -> str:
    """A docstring without its ``Args:``, which the table of options repeats."""
    return _ARGUMENTS.sub("", text).strip()


def snippet(found: Found, cls: type[Any]) -> str:
    """The table of a run file that names the component, with every option at its default."""
    from mediaeval.testing.options import as_toml

    record = found.record
    lines = [f"[{record.kind}]", f'name = "{record.name}"']
    for option in options_of(cls, found.label).values():
        value = _example(option) if option.required or option.default is None else option.default
        line = f"{option.name} = {_toml(as_toml(value))}"
        if option.required:
            line += "  # must be given"
        elif option.default is None:
            line = f"# {line}"
        lines.append(line)
    if found.plugin.digest:
        lines += ["", "[plugins]", f"files = {_toml([found.plugin.name])}"]
    return "\n".join(lines)


def _toml(value: Any) -> str:
    """A value on one line, lists as well."""
    import tomli_w

    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return tomli_w.dumps({"x": value}).partition("= ")[2].strip()


def _example(option: Option) -> Any:
    """A value that the option takes, to be replaced."""
    for candidate in (*_choices(option.annotation), *_EXAMPLES):
        try:
            option.check(candidate)
        except ValueError:
            continue
        return candidate
    return "..."


def _choices(annotation: Any) -> Iterator[Any]:
    if typing.get_origin(annotation) is typing.Literal:
        yield from typing.get_args(annotation)
    else:
        for argument in typing.get_args(annotation):
            yield from _choices(argument)

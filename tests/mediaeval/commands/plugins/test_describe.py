from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from annotated_types import Ge, Gt, Interval, Le, Len, Lt, MaxLen, MinLen, MultipleOf

from mediaeval.commands.plugins.describe import bounds, documented, type_text, without_arguments

TYPES = [
    (str, "string"), (int, "int"), (float, "float"), (bool, "bool"), (Path, "path"), (list[str], "list of string"),
    (Literal["a", "b"], '"a" or "b"'), (Literal[1, 2], "1 or 2"), (int | None, "int or nothing"),
    (Annotated[float, Gt(0)], "float"), (Annotated[float, Gt(0)] | None, "float or nothing"), (list[Path], "list of path"),
]  # fmt: skip

BOUNDS = [
    (float, ""), (Annotated[float, Gt(0)], "> 0"), (Annotated[float, Ge(0), Lt(1)], ">= 0, < 1"),
    (Annotated[int, Interval(ge=1, le=9)] | None, ">= 1, <= 9"), (Annotated[int, Le(3), MultipleOf(2)], "<= 3, multiple of 2"),
    (Annotated[str, MinLen(1)], "length >= 1"), (Annotated[list[str], Len(1, 3)], "length >= 1, length <= 3"),
    (list[Annotated[float, Gt(0)]], "> 0"), (Annotated[str, MaxLen(5)], "length <= 5"),
]  # fmt: skip


@pytest.mark.parametrize(("annotation", "words"), TYPES)
def test_types_in_words(annotation: Any, words: str) -> None:
    assert type_text(annotation) == words


@pytest.mark.parametrize(("annotation", "words"), BOUNDS)
def test_bounds_in_signs(annotation: Any, words: str) -> None:
    assert bounds(annotation) == words


class Documented:
    """One line.

    Args:
        first: on one line.
        second (int): on two
            lines: with a colon.

    Raises:
        ValueError: never.
    """


def test_arguments_are_read_from_the_docstring() -> None:
    assert documented(Documented) == {"first": "on one line.", "second": "on two lines: with a colon."}
    text = without_arguments("One line.\n\nArgs:\n    first: one.\n\nRaises:\n    ValueError: never.")
    assert text == "One line.\n\nRaises:\n    ValueError: never."

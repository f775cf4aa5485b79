"""Titles, names and ids are data: how they get into a page without becoming part of it.

Markup is escaped by the templates (jinja2, autoescape). What is left is said here: characters that a page cannot hold
or that steer what stands beside them, and JSON inside a ``<script>`` element.
"""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["clean", "json_script"]

# Null and other controls but TAB and line ends, lone surrogates, and non-characters: HTML has no way to write them.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# Inside a script element these end it, start a comment, are line ends to old parsers, or turn the direction of text.
_STEERING = re.compile("[<>&\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """The text with U+FFFD for each character that HTML cannot hold."""
    return _IMPOSSIBLE.sub("\ufffd", text)


def json_script(value: Any) -> str:
    r"""A JSON value that may stand in ``<script type="application/json">`` as it is.

    ``<``, ``>`` and ``&``, ends of lines and paragraphs, marks that turn the direction of text, and lone surrogates are
    written as ``\uXXXX``, which JSON reads as the characters that they are.

    Raises:
        ValueError: a number is not finite, which JSON has no word for.
    """
    compact = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", compact)

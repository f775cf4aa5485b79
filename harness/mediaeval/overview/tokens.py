"""How many tokens a CLIP text tower makes of a text."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence

__all__ = ["CONTEXT", "ESTIMATE", "count_tokens", "estimate_tokens"]

CONTEXT = 77
"""Tokens that CLIP's text tower reads, with the marks of start and end."""

ESTIMATE = (
    "estimated: one token for every ten letters of a word, or every three in a text with letters beyond ASCII, "
    "and one for every digit and sign"
)
_PIECE = re.compile(r"[^\W\d_]+|\d|[^\s\w]+|_+")
_MARKS = 2


def count_tokens(texts: Sequence[str]) -> tuple[list[int], str]:
    """Tokens of each text, start and end included, and how they were counted.

    Exact, by open_clip's tokenizer, where that is installed; else an estimate.
    """
    if importlib.util.find_spec("open_clip") is None:
        return [estimate_tokens(text) for text in texts], ESTIMATE
    from open_clip.tokenizer import SimpleTokenizer

    tokenizer = SimpleTokenizer()
    return [len(tokenizer.encode(text)) + _MARKS for text in texts], "counted by open_clip's tokenizer"


def estimate_tokens(text: str) -> int:
    """Tokens of a text without a tokenizer; CLIP's vocabulary is English and splits other languages finely."""
    letters = 10 if text.isascii() else 3
    return _MARKS + sum(-(-len(piece) // letters) if piece[0].isalpha() else 1 for piece in _PIECE.findall(text))

"""A file that a component needs, found or missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["File"]


@dataclass(frozen=True, slots=True)
class File:
    """One needed file.

    Args:
        what: what it is, in words, such as ``open_clip weights ViT-H-14 laion2b_s32b_b79k``.
        path: where it lies, or None where it was not found.
        hint: how to get it or say where it is.
    """

    what: str
    path: Path | None
    hint: str = ""

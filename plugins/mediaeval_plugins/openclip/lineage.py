"""Whose image tower a checkpoint has: one that was fine-tuned with it frozen shares every picture's embedding.

Beside the weights lies a note with their digest and that of the checkpoint whose image tower they took over. It holds
for weights of that digest and no others, so it cannot be left behind by a file that was replaced.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mediaeval import atomic_path
from mediaeval_plugins.openclip.digests import file_digest

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NOTE", "image_weights", "note_image_tower"]

NOTE = "image_tower.json"


def image_weights(weights: Path) -> str:
    """The digest that the image tower of a weights file goes by: the file's own, or that of where it comes from.

    Raises:
        OSError: the weights cannot be read.
    """
    own = file_digest(weights)
    try:
        note = json.loads((weights.parent / NOTE).read_bytes())
        return str(note["image_tower"]) if note["weights"] == own else own
    except (OSError, ValueError, KeyError, TypeError):
        return own  # no note, or none that could be meant


def note_image_tower(weights: Path, source: str) -> None:
    """Write down that the image tower of a weights file is that of ``source``, as :func:`image_weights` gave it.

    Raises:
        OutputError: the note cannot be written.
    """
    with atomic_path(weights.parent / NOTE) as temporary:
        temporary.write_text(json.dumps({"weights": file_digest(weights), "image_tower": source}, indent=1) + "\n")

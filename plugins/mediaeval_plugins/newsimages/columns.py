"""One name for each column, whatever an edition, a crawler or a participant called it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

__all__ = ["TEXT_COLUMNS", "Renamer", "canonical", "canonical_all"]

Renamer = Callable[[Sequence[str]], list[str]]
"""Header names to canonical ones, in place; an empty name is a column to be ignored."""

TEXT_COLUMNS = ("title", "text", "titleEN", "textEN", "tags")
"""The columns that a plugin may see; all others name, date or locate things."""

_ALIASES: dict[str, tuple[str, ...]] = {
    "article": ("articleid", "particleid"),
    "aid": (),
    "url": ("articleurl",),
    "img": ("imageurl", "imgurl"),
    "iid": ("imageid",),
    "hashvalue": ("hashvalueimage",),
    "title": ("articletitle", "headline"),
    "text": ("articletext", "snippet"),
    "titleEN": ("titleenglish",),
    "textEN": ("textenglish",),
    "tags": ("articletags",),
    "imgFile": ("imagefile",),
    "date": (),
    "outlet": (),
}
_CANONICAL = {alias: name for name, others in _ALIASES.items() for alias in (name.casefold(), *others)}
_SEPARATORS = re.compile(r"[\s_#-]+")


def canonical(name: str) -> str:
    """The canonical name of a column: ``# article`` and ``particleID`` are ``article``, ``image_id`` is ``iid``.

    Blanks, ``#``, ``_``, ``-`` and letter case are no part of a name. A column that is not known keeps its own name
    without the blanks around it.
    """
    return _CANONICAL.get(_SEPARATORS.sub("", name).casefold(), name.strip())


def canonical_all(names: Sequence[str]) -> list[str]:
    """:func:`canonical` for a whole header."""
    return [canonical(name) for name in names]

"""Paraphrases of titles, from the file that ``mediaeval augment`` writes, joined by the title's own text."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediaeval import DataError, digest_file
from mediaeval_plugins.paraphrase.entries import Provenance, read_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

__all__ = ["Paraphrases", "read_paraphrases"]


@dataclass(frozen=True)
class Paraphrases:
    """What a file says of some titles.

    Args:
        texts: the paraphrase of a title, by the title's place.
        counts: what happened: ``titles``, ``joined``, ``missing`` of the corpus; ``unknown``, ``untitled``,
            ``repeated``, ``blank`` and ``same`` of the file.
        sha256: of the file.
        provenance: how the file came about, where it says so.
    """

    texts: Mapping[int, str]
    counts: Mapping[str, int]
    sha256: str
    provenance: Sequence[Mapping[str, Any]]

    def describe(self) -> dict[str, Any]:
        """As JSON values, for the record."""
        return {"counts": dict(self.counts), "sha256": self.sha256, "provenance": [dict(p) for p in self.provenance]}


def read_paraphrases(path: Path, titles: Sequence[str], clean: Callable[[str], str]) -> Paraphrases:
    """The first usable paraphrase of each title.

    A title is known by a hash of its cleaned text, so that ids need not agree and millions of titles fit in memory.

    Args:
        path: see :func:`mediaeval_plugins.paraphrase.entries.read_entries`.
        titles: cleaned, each once.
        clean: what cleaned them.

    Raises:
        DataError: the file cannot be read or has another form (with the line), or knows none of the titles.
    """
    places = {_hash(title): place for place, title in enumerate(titles)}
    texts: dict[int, str] = {}
    counts: Counter[str] = Counter()
    origins: list[Mapping[str, Any]] = []
    for entry in read_entries(path):
        if isinstance(entry, Provenance):
            origins.append(entry.record)
            continue
        if entry.title is None:
            counts["untitled"] += 1
            continue
        title = clean(entry.title)
        place = places.get(_hash(title))
        if place is None:
            counts["unknown"] += 1
        elif place in texts:
            counts["repeated"] += 1
        else:
            chosen = next((text for text in entry.texts if text.strip() and text != title), None)
            if chosen is not None:
                texts[place] = chosen
            elif entry.texts:
                counts["blank" if not any(text.strip() for text in entry.texts) else "same"] += 1
    if not texts:
        raise DataError(
            f"{path}: has a paraphrase of none of the {len(places)} titles of the corpus.",
            hint="Paraphrases are joined by the title that each line of `mediaeval augment` states.",
        )
    names = ("unknown", "untitled", "repeated", "blank", "same")
    report = {"titles": len(places), "joined": len(texts), "missing": len(places) - len(texts)}
    return Paraphrases(texts, {**report, **{name: counts[name] for name in names}}, digest_file(path), origins)


def _hash(title: str) -> bytes:
    return hashlib.sha256(title.encode()).digest()[:16]

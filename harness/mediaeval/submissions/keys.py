"""Article keys: what each may be called in the first column, and which of them a file uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from mediaeval.split import Split

__all__ = ["ArticleKeys"]


class ArticleKeys:
    """The keys of a split's articles, by name.

    Args:
        split: the articles; their ids count as a key named ``id`` where they have no other.
    """

    def __init__(self, split: Split) -> None:
        self.accepted: Sequence[str] = split.submission_keys
        self._ids = [article.id for article in split.articles]
        self._owners: dict[str, dict[str, list[str]]] = {}
        for article in split.articles:
            for name, value in (article.keys or {"id": article.id}).items():
                self._owners.setdefault(name, {}).setdefault(value, []).append(article.id)
        self._names = [name for name in self.accepted if name in self._owners]
        self._names += [name for name in self._owners if name not in self.accepted]

    def detect(self, cells: Iterable[str]) -> str:
        """The key that most of the cells are; of equals the one the edition prefers; empty where none is any."""
        cells = list(cells)
        hits = {name: sum(cell in self._owners[name] for cell in cells) for name in self._names}
        best = max(hits, key=lambda name: hits[name], default="")
        return best if best and hits[best] else ""

    def articles(self, name: str, value: str) -> Sequence[str]:
        """Ids of the articles with this key: none, one, or several where the key is not unique."""
        return self._owners.get(name, {}).get(value, ())

    def others(self, value: str, name: str) -> list[str]:
        """Keys other than ``name`` of which this is a value."""
        return [other for other in self._names if other != name and value in self._owners[other]]

    def known(self, value: str) -> bool:
        """Whether this is any key of any article."""
        return any(value in owners for owners in self._owners.values())

    def shared(self, name: str) -> int:
        """How many articles have a key of this name that another article has too."""
        return sum(len(ids) for ids in self._owners.get(name, {}).values() if len(ids) > 1)

    @cached_property
    def scored(self) -> Mapping[str, str]:
        """Article id or accepted key to article id; a value that several articles share is not among them."""
        found: dict[str, set[str]] = {}
        for name in self.accepted:
            for value, ids in self._owners.get(name, {}).items():
                found.setdefault(value, set()).update(ids)
        named = {value: next(iter(ids)) for value, ids in found.items() if len(ids) == 1}
        return {article: article for article in self._ids} | named

    def accepts(self, name: str) -> bool:
        """Whether the edition takes this key."""
        return name in self.accepted

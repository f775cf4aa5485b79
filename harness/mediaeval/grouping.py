"""Groups that overlap, made into groups that do not."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

__all__ = ["joined"]

Item = TypeVar("Item", bound=Hashable)


def joined(items: Iterable[Item], groups: Iterable[Sequence[Item]]) -> list[list[Item]]:
    """Every item once: groups that share an item are one group, and an item that is in none is one by itself.

    Args:
        items: all of them, in the order that the result keeps, within groups and between their first items.
        groups: items that belong together, in any order.
    """
    parent: dict[Item, Item] = {item: item for item in items}

    def top(item: Item) -> Item:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for first, *others in groups:
        for other in others:
            parent[top(other)] = top(first)
    found: dict[Item, list[Item]] = {}
    for item in parent:
        found.setdefault(top(item), []).append(item)
    return list(found.values())

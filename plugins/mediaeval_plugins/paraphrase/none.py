"""The title alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["NoAugmentation"]


class NoAugmentation:
    """One view for each article: its title."""

    def augment(self, ids: Sequence[str], titles: Sequence[str]) -> list[list[str]]:  # noqa: ARG002 - the role's call
        """Each title as the only view of its article."""
        return [[title] for title in titles]

    def fingerprint(self) -> Mapping[str, Any]:
        """Nothing decides the output but the titles."""
        return {"augmenter": "none"}

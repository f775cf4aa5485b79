"""Where downloaded pictures lie: each under the sha256 of its address, as its format is called."""

from __future__ import annotations

import hashlib
from pathlib import Path

__all__ = ["SUFFIXES", "Downloads"]

SUFFIXES = (".jpg", ".png", ".webp", ".gif")


class Downloads:
    """Pictures by the address that they were asked for under.

    Args:
        folder: of the pictures of a training set; downloaded ones lie in ``urls/<2 digits>/<sha256 of the address>``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "urls"

    def stem(self, address: str) -> Path:
        """The path of an address's picture, without its ending."""
        name = hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()
        return self.folder / name[:2] / name

    def find(self, address: str) -> Path | None:
        """The picture of an address; None where it was not downloaded."""
        stem = self.stem(address)
        return next((path for suffix in SUFFIXES if (path := stem.with_name(stem.name + suffix)).exists()), None)

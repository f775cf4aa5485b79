"""The pages: those of the repository's root, and those of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_FENCE = re.compile(r"^( *)```(\w*)([^\n]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Page:
    """One page as text."""

    path: Path

    @property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text(encoding="utf-8")

    def blocks(self, language: str) -> Iterator[tuple[int, str]]:
        """The line and the text of every code block of a language; those with a title are for a walk (test_walks)."""
        for found in _FENCE.finditer(self.text):
            if found[2] == language and not found[3]:
                lines = [line[len(found[1]) :] for line in found[4].splitlines()]
                yield self.text.count("\n", 0, found.start()) + 2, "\n".join(lines) + "\n"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that asks for a page is given each."""
    if "page" in metafunc.fixturenames and "commands" not in metafunc.fixturenames:
        metafunc.parametrize("page", [Page(path) for path in PAGES], ids=[path.name for path in PAGES])

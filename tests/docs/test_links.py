"""Every link of a page leads somewhere: to a file of the repository, and to a heading of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

toc = pytest.importorskip("markdown.extensions.toc", reason="what the site is made with is not installed")


def headings(text: str) -> list[str]:
    """The text of every heading, without code fences, whose comments look like one."""
    bare = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return [re.sub(r"[`*]", "", heading) for heading in re.findall(r"^#+ (.*)$", bare, re.MULTILINE)]


def github(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_every_link_leads_to_a_file_and_a_heading(page: Any) -> None:
    for target, anchor in re.findall(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)", page.text):
        path = page.path.parent / target if target else page.path
        assert path.exists(), f"{page.path.name}: {target}"
        if anchor:
            known = headings(path.read_text())
            # A link must work on the site and in the repository's own view.
            assert anchor in map(github, known), f"{page.path.name}: {target}#{anchor}"
            assert anchor in [toc.slugify(heading, "-") for heading in known], f"{page.path.name}: {target}#{anchor}"


def test_every_page_that_is_named_is_there(page: Any, repository: Path) -> None:
    for name in re.findall(r"\b((?:docs|benchmarks|runs)/[\w./-]+\.(?:md|py|toml))\b", page.text):
        assert (repository / name).exists() or "*" in name, f"{page.path.name}: {name}"


def listed(nav: Any) -> list[str]:
    """The pages of a navigation, in its order."""
    if isinstance(nav, str):
        return [nav]
    parts = nav.values() if isinstance(nav, dict) else nav
    return [name for part in parts for name in listed(part)]


def test_every_page_stands_in_the_navigation_once(repository: Path) -> None:
    nav = listed(tomllib.loads((repository / "zensical.toml").read_text())["project"]["nav"])
    assert sorted(nav) == sorted(path.name for path in (repository / "docs").glob("*.md"))


@pytest.mark.parametrize(
    ("heading", "anchor"), [("`mediaeval run`", "mediaeval-run"), ("What `a` finds", "what-a-finds")]
)
def test_anchors_are_made_as_they_are_elsewhere(heading: str, anchor: str) -> None:
    (bare,) = headings(f"# {heading}")
    assert github(bare) == toc.slugify(bare, "-") == anchor

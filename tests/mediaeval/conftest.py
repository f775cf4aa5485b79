"""Distributions that are nothing but the files which discovery reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mediaeval.plugins import get_plugins

REVISER = """
from mediaeval import Domain, Reviser, hookimpl

class Same:
    '''Scores as they are.'''
    accepts = (Domain.COSINE,)
    produces = None
    def fit(self, bank):
        return None
    def apply(self, scores, state):
        return scores

@hookimpl
def mediaeval_revisers():
    yield Reviser("{name}", f"{{__name__}}:Same", summary="from a test")
"""


@pytest.fixture(autouse=True)
def _discover_anew() -> Iterator[None]:
    """What a test adds to the path is found by it, and by no other test."""
    get_plugins.cache_clear()
    yield
    get_plugins.cache_clear()


@pytest.fixture
def distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Make a distribution with one plugin module: ``distribution("csls", source)``."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)

    def make(name: str, source: str, *, entry: str = "plugin", version: str = "1.0") -> Path:
        module = f"module_of_{name.replace('-', '_')}_{tmp_path.name.replace('-', '_')}"
        (site / f"{module}.py").write_text(source)
        info = site / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[mediaeval]\n{entry} = {module}\n")
        get_plugins.cache_clear()
        return site

    return make


@pytest.fixture
def reviser_source() -> Callable[[str], str]:
    """The source of a plugin that brings one reviser."""
    return lambda name: REVISER.format(name=name)

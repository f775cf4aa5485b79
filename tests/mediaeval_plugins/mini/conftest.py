"""The bridge is built once for all tests, and once more only when its recipe, its inputs or its libraries change."""

from __future__ import annotations

import tempfile
from importlib.metadata import version
from pathlib import Path

import pytest

from mediaeval import digest_file
from mediaeval_plugins.mini import bridge


@pytest.fixture(scope="session")
def shared_cache() -> Path:
    """A cache folder that outlives the session."""
    made_by = [version(name) for name in ("torch", "timm", "transformers")] + [digest_file(Path(bridge.__file__))[:12]]
    return Path(tempfile.gettempdir(), "-".join(["mediaeval-tests-mini", *made_by]))


@pytest.fixture
def cache(shared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of this test is the shared one."""
    monkeypatch.setenv("MEDIAEVAL_CACHE", str(shared_cache))
    return shared_cache


@pytest.fixture
def built(cache: Path) -> Path:
    """The folder of the built bridge."""
    return bridge.built_folder()

"""The tutorial, followed step by step: every file is written, every command run, every output compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_tutorial_works_as_it_is_written(
    environment: Any, repository: Path, tmp_path: Path, follow: Callable[..., int]
) -> None:
    assert follow(repository / "docs" / "tutorial-plugin.md", tmp_path, environment.shell) > 15

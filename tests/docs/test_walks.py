"""The pages that a newcomer follows, followed: every file is written, every command run, every output compared."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.parametrize(("page", "commands"), [("quick-start.md", 7), ("tutorial.md", 18)])
def test_a_page_works_as_it_is_written(
    page: str, commands: int, repository: Path, tmp_path: Path, follow: Callable[..., int]
) -> None:
    program = tmp_path / "bin" / "mediaeval"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m mediaeval "$@"\n')
    program.chmod(0o755)
    folder = tmp_path / "here"
    folder.mkdir()

    def shell(command: str, here: Path) -> str:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=here,
            env={**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"
        return done.stdout

    assert follow(repository / "docs" / page, folder, shell) >= commands

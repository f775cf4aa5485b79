from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HEAVY = ("torch", "transformers", "open_clip", "pandas", "numpy", "pyarrow", "PIL", "pydantic")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"], ["plugins"]])
def test_what_needs_no_data_imports_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from mediaeval.cli import main\n"
        f"sys.argv = ['mediaeval', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("HEAVY []")


@pytest.mark.parametrize(
    "arguments",
    [
        ["leaderboard", "--rows", "published"],
        ["reproduce", "--dry-run"],
        ["compare", "no", "run"],
        ["evaluate", "--help"],
    ],
)
def test_what_needs_no_model_imports_no_model_library(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from mediaeval.cli import main\n"
        f"sys.argv = ['mediaeval', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\nHEAVY', [n for n in ('torch', 'transformers', 'open_clip', 'timm', 'scipy') if n in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.rstrip().endswith("HEAVY []")


def test_help_lists_every_command(program: Callable[..., Any]) -> None:
    done = program("--help")
    assert done.code == 0
    for command in ("compare", "demo", "init", "leaderboard", "plugins", "reproduce", "run", "splits"):
        assert f"\n  {command} " in done.out


def test_an_unknown_command_names_the_nearest(program: Callable[..., Any]) -> None:
    done = program("rum")
    assert done.code == 2
    assert "did you mean 'run'?" in done.err

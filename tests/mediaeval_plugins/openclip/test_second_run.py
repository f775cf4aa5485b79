"""A run that shares its encoder with one before it builds none: torch is not even imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")

LOOK = """
import sys
from mediaeval.cli import main
try:
    main()
except SystemExit as end:
    if end.code:
        raise
imported = {"torch", "torchvision", "open_clip", "timm", "transformers"} & set(sys.modules)
sys.exit(f"imported: {sorted(imported)}" if imported else 0)
"""


def test_the_second_run_imports_no_torch(tiny_folder: Path, colour_folder: Path, tmp_path: Path) -> None:
    run = tmp_path / "tiny.toml"
    run.write_text(f'[encoder]\nname = "open-clip"\nmodel = "local-dir:{tiny_folder}"\n')
    call = ["run", str(run), "--split", f"folder:{colour_folder}", "--out", str(tmp_path / "out")]
    environ = {**os.environ, "MEDIAEVAL_CACHE": str(tmp_path / "cache")}
    first = subprocess.run(
        [sys.executable, "-c", LOOK, *call], env=environ, capture_output=True, text=True, check=False
    )
    assert "imported: " in first.stderr  # the look works: a first run needs torch
    other = [*call, "--set", "reviser.name=csls", "--force"]
    second = subprocess.run(
        [sys.executable, "-c", LOOK, *other], env=environ, capture_output=True, text=True, check=False
    )
    assert (second.returncode, second.stderr) == (0, "")

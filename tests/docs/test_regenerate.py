from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def regenerate(repository: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, repository / "docs" / "regenerate.py", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_marked_block_is_what_the_program_says(repository: Path) -> None:
    done = regenerate(repository, "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_stale_block_is_found_and_filled(repository: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "Before.\n\n<!-- help: plugins new -->\nbefore today\n<!-- end -->\n\n<!-- role: RankerRole -->\n<!-- end -->\nAfter.\n"
    )
    assert regenerate(repository, "--check", page).returncode == 1
    assert "before today" in page.read_text(), "a check writes nothing"
    assert regenerate(repository, page).returncode == 0
    text = page.read_text()
    assert "$ mediaeval plugins new --help\nUsage: mediaeval plugins new [OPTIONS] KIND NAME" in text
    assert "class RankerRole(Protocol):" in text
    assert "before today" not in text
    assert text.startswith("Before.")
    assert text.endswith("After.\n")
    assert regenerate(repository, "--check", page).returncode == 0

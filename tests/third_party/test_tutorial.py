"""The tutorial, followed step by step: every file is written, every command run, every output compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_BLOCK = re.compile(r"^```(\w+)(?: title=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def steps(page: str) -> Iterator[tuple[str, str]]:
    """``("write", "FILE\\ntext")`` and ``("run", "command\\nexpected output")`` in the order of the page."""
    for language, title, text in _BLOCK.findall(page):
        if title:
            yield "write", f"{title}\n{text}"
        elif language == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                yield "run", part


def expected(text: str) -> re.Pattern[str]:
    """What the page shows, where ``…`` stands for anything, and spaces for any number of them."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    patterns = [r"(?:.*\n)*?" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + r"\n" for line in lines]
    return re.compile("^" + "".join(patterns), re.MULTILINE)


def test_the_tutorial_works_as_it_is_written(environment: Any, repository: Path, tmp_path: Path) -> None:
    commands = 0
    folder = tmp_path
    for kind, text in steps((repository / "docs" / "tutorial-plugin.md").read_text()):
        first, _, rest = text.partition("\n")
        if kind == "write":
            path = tmp_path / first
            assert path.parent.is_dir(), f"{first}: the page has not made its folder yet"
            path.write_text(rest)
            continue
        if first.startswith("cd "):
            folder = folder / first.removeprefix("cd ")
            continue
        output = "\n".join(" ".join(line.split()) for line in environment.shell(first, cwd=folder).splitlines())
        if rest.strip():
            assert expected(rest).search(f"{output}\n"), f"$ {first}\n{output}\n\nThe page shows:\n{rest}"
        else:
            assert output == "", f"$ {first}\n{output}\n\nThe page shows nothing."
        commands += 1
    assert commands > 15

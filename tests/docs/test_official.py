"""The page on official files names every code, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from mediaeval.submissions.codes import CODES, REPAIRED


def test_the_page_has_every_code(repository: Path) -> None:
    page = (repository / "docs" / "official.md").read_text()
    table = page.partition("## What `validate` finds")[2].partition("## How")[0]
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| .+ \| (.*?) ?\|$", table, re.MULTILINE))
    assert rows.keys() == CODES.keys()
    assert {code for code, repair in rows.items() if repair} == REPAIRED.keys() | {"duplicate-article"}
    for code, meaning in CODES.items():
        assert f"| `{code}` | {meaning}" in table

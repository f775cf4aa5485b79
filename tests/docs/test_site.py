"""The site builds without a warning and without a network, and its formulas are mathematics."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("zensical", reason="the extra docs is not installed")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def site(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from a copy, so that the checkout stays as it is."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(repository / "docs", copy / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(repository / "zensical.toml", copy)
    done = subprocess.run(
        [sys.executable, copy / "docs" / "build.py"], cwd=copy, capture_output=True, text=True, check=False
    )
    said = re.sub(r"\x1b\[[\d;]*m", "", done.stdout + done.stderr)
    assert done.returncode == 0, said
    assert "No issues found" in said
    return copy / "site"


def test_every_page_is_there_and_nothing_else(site: Path, repository: Path) -> None:
    pages = {path.stem for path in (repository / "docs").glob("*.md")}
    assert {path.stem for path in site.glob("*.html")} == pages | {"404"}
    assert not list(site.rglob("*.py"))


def test_no_page_asks_the_network(site: Path) -> None:
    for page in site.glob("*.html"):
        loaded = re.findall(r"<(?:script|img|link|iframe)\b[^>]*?(?:src|href)=\"?([^\s\">]+)", page.read_text())
        assert loaded
        assert [url for url in loaded if re.match(r"(?:https?:)?//", url)] == [], page.name


def test_formulas_are_mathml(site: Path) -> None:
    page = (site / "method.html").read_text()
    assert page.count("<math ") >= 4
    assert "<mfrac>" in page
    assert "\\frac" not in page


def test_code_blocks_are_highlighted_and_titled(site: Path) -> None:
    page = (site / "tutorial-plugin.html").read_text()
    assert ">standard_score.py</span>" in page
    assert "```" not in page


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_open_in_a_browser_at_any_width(site: Path, browser: Any, width: int) -> None:
    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root, said = f"http://127.0.0.1:{server.server_port}", []
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if not request.url.startswith(root) else None)
        for name in ("index", "tutorial", "run-files", "method"):
            page.goto(f"{root}/{name}.html", wait_until="networkidle")
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than {width}"
        tallest = page.evaluate("Math.max(...[...document.querySelectorAll('math')].map(m => m.clientHeight))")
        assert tallest > 25, "fractions are set one above the other"
        assert said == []
        page.close()
        server.shutdown()

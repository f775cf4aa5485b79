"""A distribution of somebody else: built, installed, used by a run file, listed, upgraded, removed."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent / "acme-newsimages"

RUN = """
[encoder]
name = "acme-colours"

[reviser]
name = "acme-newsimages:acme-centre"
weight = 0.5
"""


def build(environment: Any, folder: Path, version: str) -> Path:
    source = folder / f"source-{version}"
    shutil.copytree(SOURCE, source)
    pyproject = source / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace('version = "1.0"', f'version = "{version}"'))
    environment.call("pip", "wheel", "--quiet", "--wheel-dir", folder, source)
    (wheel,) = folder.glob(f"acme_newsimages-{version}-*.whl")
    return wheel


def listed(environment: Any) -> dict[str, tuple[str, str]]:
    rows = json.loads(environment.call("mediaeval", "plugins", "--json"))
    return {row["name"]: (row["version"], row["state"]) for row in rows if row["distribution"] == "acme-newsimages"}


def components(environment: Any, run: Path, folder: Path, out: Path) -> dict[str, Any]:
    environment.call("mediaeval", "run", run, "--split", f"folder:{folder}", "--out", out, cwd=out.parent)
    (manifest,) = out.glob("*/acme.json")
    found: dict[str, Any] = json.loads(manifest.read_text())["components"]
    return found


def test_a_plugin_of_somebody_else_from_build_to_removal(environment: Any, tmp_path: Path, colour_folder: Path) -> None:
    assert importlib.util.find_spec("acme_newsimages") is None, "the test must not see the plugin on its own path"
    run = tmp_path / "acme.toml"
    run.write_text(RUN)

    environment.call("pip", "install", "--quiet", build(environment, tmp_path, "1.0"))
    assert listed(environment) == {"acme-colours": ("1.0", "ok"), "acme-centre": ("1.0", "ok")}
    assert "of acme-newsimages 1.0" in environment.call("mediaeval", "plugins", "check", "reviser:acme-centre")
    used = components(environment, run, colour_folder, tmp_path / "first")
    assert used["reviser"] == {
        "name": "acme-centre",
        "target": "acme_newsimages.centre:Centre",
        "distribution": "acme-newsimages",
        "version": "1.0",
        "options": {"weight": 0.5},
    }

    environment.call("pip", "install", "--quiet", "--upgrade", build(environment, tmp_path, "1.1"))
    assert listed(environment) == {"acme-colours": ("1.1", "ok"), "acme-centre": ("1.1", "ok")}
    assert components(environment, run, colour_folder, tmp_path / "second")["encoder"]["version"] == "1.1"
    assert "no-plugins" not in environment.call("mediaeval", "--no-plugins", "plugins")
    assert "acme" not in environment.call("mediaeval", "--no-plugins", "plugins")

    environment.call("pip", "uninstall", "--quiet", "--yes", "acme-newsimages")
    assert listed(environment) == {}
    told = environment.call("mediaeval", "run", run, "--split", f"folder:{colour_folder}", code=2)
    assert "acme.toml, line 3, [encoder] name: 'acme-colours' is not an encoder" in told

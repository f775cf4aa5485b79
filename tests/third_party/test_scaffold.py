"""What `mediaeval plugins new` writes installs and passes its own test, untouched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mediaeval.scaffold import SCAFFOLDS


def test_every_new_plugin_installs_and_passes_its_test_as_it_is(environment: Any, tmp_path: Path) -> None:
    folders = [tmp_path / f"mediaeval-fresh-{kind}" for kind in SCAFFOLDS]
    for kind in SCAFFOLDS:
        told = environment.call("mediaeval", "plugins", "new", kind, f"fresh-{kind}", cwd=tmp_path)
        assert f"mediaeval plugins check {kind}:fresh-{kind}" in told
    environment.call("pip", "install", "--quiet", *folders)
    environment.call("pytest", "-q", "-p", "no:cacheprovider", *folders, cwd=tmp_path)
    rows = json.loads(environment.call("mediaeval", "plugins", "--json"))
    mine = {(row["kind"], row["name"], row["state"]) for row in rows if row["name"].startswith("fresh-")}
    assert mine == {(kind, f"fresh-{kind}", "ok") for kind in SCAFFOLDS}
    told = environment.call("mediaeval", "plugins", "new", "reviser", "fresh-reviser", cwd=tmp_path, code=2)
    assert "there is already reviser 'fresh-reviser' of mediaeval-fresh-reviser 0.1.0" in told

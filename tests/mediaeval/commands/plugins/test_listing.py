from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Program = Callable[..., Any]
Make = Callable[..., Path]
Source = Callable[[str], str]


def rows(program: Program, *arguments: object) -> dict[tuple[str, str], dict[str, str]]:
    done = program("plugins", "--json", *arguments)
    assert done.code == 0
    return {(row["distribution"], row["name"]): row for row in json.loads(done.out)}


def test_every_component_stands_in_the_table(program: Program) -> None:
    done = program("plugins")
    assert done.code == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert lines[0] == ["Kind", "Name", "Distribution", "State", "Summary"]
    assert ["reviser", "dual-softmax", "mediaeval"] in [line[:3] for line in lines]


def test_json_tells_the_same_and_the_target(program: Program) -> None:
    row = rows(program)["mediaeval", "top-k"]
    assert row["kind"] == "ranker"
    assert row["state"] == "ok"
    assert row["target"] == "mediaeval_plugins.ranking.top_k:TopK"


def test_failed_plugins_and_clashes_are_told_apart(
    program: Program, distribution: Make, reviser_source: Source
) -> None:
    distribution("acme-one", reviser_source("same"), version="1.2")
    distribution("acme-two", reviser_source("same"))
    distribution("acme-broken", "import no_such_library\n")
    found = rows(program)
    assert found["acme-one", "same"]["state"] == "clash"
    assert found["acme-one", "same"]["version"] == "1.2"
    assert found["acme-one", "same"]["reason"] == "claimed by acme-two:plugin too; write acme-one:same"
    assert found["acme-broken", "acme-broken:plugin"]["state"] == "failed"
    assert "no_such_library" in found["acme-broken", "acme-broken:plugin"]["reason"]
    table = program("plugins").out
    assert table.index("no_such_library") < table.index("dual-softmax"), "what is broken stands first"


def test_a_command_behind_one_of_ours_is_said_to_be_hidden(program: Program, distribution: Make) -> None:
    source = "from mediaeval import Command, hookimpl\n@hookimpl\ndef mediaeval_commands():\n    yield Command('run', 'a:b')\n"
    distribution("acme-run", source)
    row = rows(program)["acme-run", "run"]
    assert row["state"] == "clash"
    assert row["reason"].startswith("hidden by the command of the same name")


def test_loose_files_are_listed_wherever_they_are_named(
    program: Program, tmp_path: Path, reviser_source: Source
) -> None:
    path = tmp_path / "idea.py"
    path.write_text(reviser_source("idea"))
    assert rows(program, "--plugin", path)["idea.py", "idea"]["state"] == "ok"
    assert "idea.py" in program("--plugin", path, "plugins").out
    assert "idea.py" not in program("plugins").out

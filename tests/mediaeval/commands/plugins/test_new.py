from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval.scaffold import SCAFFOLDS

Program = Callable[..., Any]


@pytest.mark.parametrize("kind", SCAFFOLDS)
def test_a_new_plugin_is_a_whole_package(program: Program, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "some" / "where"
    done = program("plugins", "new", kind, "my-idea.2", "--out", folder)
    assert done.code == 0
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == {
        "README.md",
        "pyproject.toml",
        "mediaeval_my_idea_2/__init__.py",
        f"mediaeval_my_idea_2/{kind}.py",
        "tests/test_mediaeval_my_idea_2.py",
    }
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    assert project["name"] == "mediaeval-my-idea-2"
    assert project["entry-points"]["mediaeval"] == {"my-idea.2": "mediaeval_my_idea_2"}
    for path in folder.rglob("*.py"):
        text = path.read_text()
        ast.parse(text)
        assert max(map(len, text.splitlines())) <= 120
    assert not [path for path in (tmp_path / "some").iterdir() if path != folder], "nothing is left beside it"
    assert f"mediaeval plugins check {kind}:my-idea.2" in done.out


def test_it_is_written_to_a_folder_of_its_name(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert program("plugins", "new", "ranker", "3d").code == 0
    assert "class Ranker3d:" in (tmp_path / "mediaeval-3d" / "mediaeval_3d" / "ranker.py").read_text()


REFUSED = [
    (("revisr", "x"), "there is no template for 'revisr'; did you mean 'reviser'?"),
    (("command", "x"), "there is no template for 'command'"),
    (("reviser", "My Idea"), "reviser name 'My Idea' must be lower-case"),
    (("reviser", "dual-softmax"), "there is already reviser 'dual-softmax' of mediaeval"),
    (("reviser", "plugins"), "would make a package of the name of mediaeval's own"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_what_cannot_be_a_plugin_is_refused(
    program: Program, tmp_path: Path, arguments: tuple[str, str], message: str
) -> None:
    done = program("plugins", "new", *arguments, "--out", tmp_path / "new")
    assert done.code == 2
    assert message in done.err
    assert not (tmp_path / "new").exists()


def test_nothing_is_overwritten(program: Program, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("mine")
    for out in (tmp_path, kept):
        done = program("plugins", "new", "reviser", "idea", "--out", out)
        assert done.code == 2
        assert "is there already; nothing was written" in done.err
    assert kept.read_text() == "mine"
    (tmp_path / "empty").mkdir()
    assert program("plugins", "new", "reviser", "idea", "--out", tmp_path / "empty").code == 0


def test_a_folder_that_cannot_be_written_leaves_nothing(program: Program, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = program("plugins", "new", "reviser", "idea", "--out", tmp_path / "file" / "below")
    assert done.code == 2
    assert "cannot be written" in done.err
    assert [path.name for path in tmp_path.iterdir() if path.name != "cache"] == ["file"]

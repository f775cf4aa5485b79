"""What a wheel holds: both packages, typed, and everything that the demo needs."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import mediaeval


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=repository, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_run_files_travel_in_the_wheel(wheel: zipfile.ZipFile, repository: Path) -> None:
    names = set(wheel.namelist())
    shipped = [path for path in (repository / "runs").rglob("*") if path.is_file()]
    assert len(shipped) >= 8
    for path in shipped:
        assert f"mediaeval/_runs/{path.relative_to(repository / 'runs').as_posix()}" in names


def test_the_demos_checkpoint_travels_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    folder = "mediaeval_plugins/demo/checkpoint"
    assert {f"{folder}/open_clip_config.json", f"{folder}/open_clip_model.safetensors"} <= names


def test_nothing_else_is_installed(wheel: zipfile.ZipFile) -> None:
    roots = {name.split("/")[0] for name in wheel.namelist()}
    assert {root for root in roots if not root.endswith(".dist-info")} == {"mediaeval", "mediaeval_plugins"}
    assert {"mediaeval/py.typed", "mediaeval_plugins/py.typed"} <= set(wheel.namelist())


def test_the_public_names_are_all_there_and_sorted() -> None:
    assert list(mediaeval.__all__) == sorted(mediaeval.__all__)
    for name in mediaeval.__all__:
        assert getattr(mediaeval, name) is not None
    with pytest.raises(AttributeError):
        mediaeval.nothing  # noqa: B018 - looking is the test

from __future__ import annotations

from pathlib import Path
from typing import Any

from mediaeval.storage import cache_folder

Program = Any


def test_a_run_leaves_two_spaces_that_can_be_listed_verified_and_pruned(
    program: Program, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    call = ("run", colour_run, "--split", f"folder:{colour_folder}", "--out", tmp_path / "out")
    assert program(*call).code == 0
    listed = program("store", "ls")
    assert listed.code == 0
    assert "image model=mean-colour" in listed.out
    assert "2 spaces, 24 items" in listed.out
    assert program("store", "verify").code == 0

    shard = min(cache_folder("embeddings").rglob("*.npy"))
    data = bytearray(shard.read_bytes())
    data[-1] ^= 1
    shard.write_bytes(data)
    damaged = program("store", "verify")
    assert damaged.code == 1
    assert str(shard) in damaged.out
    refused = program(*call)
    assert refused.code == 2
    assert "has changed since it was written" in refused.err
    assert "would be removed" in program("store", "prune", "--dry-run").out
    assert shard.exists()
    assert "1 removed" in program("store", "prune").out
    again = program(*call)
    assert again.code == 0
    assert "unchanged" in again.out
    assert program("store", "verify").code == 0


def test_a_space_is_pruned_by_its_name(program: Program, colour_run: Path, colour_folder: Path, tmp_path: Path) -> None:
    program("run", colour_run, "--split", f"folder:{colour_folder}", "--out", tmp_path / "out")
    names = sorted(path.name for path in cache_folder("embeddings").iterdir())
    assert program("store", "prune", "--space", names[0][:12]).code == 0
    assert [path.name for path in cache_folder("embeddings").iterdir()] == names[1:]


def test_an_empty_store_is_listed(program: Program) -> None:
    assert "0 spaces, 0 items, 0 B" in program("store", "ls").out

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval.errors import DataError
from mediaeval.plugins import get_plugins
from mediaeval.splits import find_split
from mediaeval.submissions.pair import Pair, find_pair
from mediaeval.submissions.scorer import Scorer

Find = Callable[..., Pair]


@pytest.fixture
def folder(program: Callable[..., Any], colour_run: Path, colour_folder: Path, tmp_path: Path) -> Path:
    """Runs ``a`` and ``b`` on split ``colours``, and ``a`` on ``others``."""
    others = tmp_path / "others"
    shutil.copytree(colour_folder, others)
    for name, split in (("a", colour_folder), ("b", colour_folder), ("a", others)):
        own = colour_run.with_name(f"{name}.toml")
        own.write_text(colour_run.read_text())
        assert program("run", own, "--split", f"folder:{split}", "--out", tmp_path / "out").code == 0
    return tmp_path / "out"


@pytest.fixture
def find(folder: Path, tmp_path: Path) -> Find:
    def call(first: object, second: object, split: str | None = None, at: Path = folder) -> Pair:
        scorer = Scorer(lambda name: find_split(name, get_plugins((), False), tmp_path))
        return find_pair((str(first), str(second)), at, split, scorer)

    return call


def test_names_mean_the_split_that_both_are_on(find: Find, colour_folder: Path) -> None:
    pair = find("a", "b")
    assert (pair.first.run, pair.second.run) == ("a", "b")
    assert pair.first.split == pair.second.split == f"folder:{colour_folder}"
    assert pair.titles["1"] == "A red thing number 0"
    assert find("colours/a", "colours/b").first.run == "a"


def test_a_file_of_a_run_says_its_split_and_a_bare_one_takes_the_others(
    find: Find, folder: Path, tmp_path: Path, colour_folder: Path
) -> None:
    bare = tmp_path / "bare.tsv"
    shutil.copy(folder / "colours" / "b.tsv", bare)
    pair = find(folder / "colours" / "a.tsv", bare)
    assert (pair.first.run, pair.second.run) == ("a", "bare")
    assert find(bare, "b").second.split == f"folder:{colour_folder}"
    with pytest.raises(DataError, match="no run wrote them"):
        find(bare, bare)
    both = find(bare, bare, f"folder:{colour_folder}")
    assert both.titles["3"] == "A blue thing number 2"


def test_namesakes_go_by_what_was_typed(find: Find, folder: Path) -> None:
    path = folder / "colours" / "a.tsv"
    pair = find(path, path)
    assert (pair.first.run, pair.second.run) == (str(path), str(path))


def test_two_splits_are_refused(find: Find) -> None:
    with pytest.raises(DataError, match="runs on two splits cannot be compared"):
        find("others/a", "b")


def test_several_splits_ask_for_one(find: Find, colour_folder: Path) -> None:
    with pytest.raises(DataError, match="a and a are both on folder:") as caught:
        find("a", "a")
    assert "--split" in str(caught.value)
    assert find("a", "a", f"folder:{colour_folder}").first.split == f"folder:{colour_folder}"
    with pytest.raises(DataError, match="b is not on 2023:RT, but on folder:"):
        find("b", "b", "2023:RT")


def test_a_name_that_is_not_there_gets_the_nearest(find: Find, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"there is no such file, and no finished run of that name below .*; known: a, b"
    ):
        find("run7", "a")
    with pytest.raises(DataError, match="because there is no folder"):
        find("a", "b", at=tmp_path / "nowhere")


def test_one_name_for_two_files_asks_for_a_path(find: Find, folder: Path) -> None:
    shutil.copytree(folder / "colours", folder / "copy" / "colours")
    with pytest.raises(DataError, match="there are 2 runs of that name on folder:"):
        find("b", "colours/a")


def test_a_broken_run_is_told(find: Find, folder: Path) -> None:
    (folder / "colours" / "b.tsv").write_text("edited\n")
    with pytest.raises(DataError, match="it was edited since"):
        find("a", "b")

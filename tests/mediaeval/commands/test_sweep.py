from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mediaeval.errors import RunFileError
from mediaeval.plugins import get_plugins
from mediaeval.runfile import find_run_file
from mediaeval.splits import find_split
from mediaeval.sweep import combinations, is_test, settings_of

Program = Callable[..., Any]


def rows(out: str) -> dict[str, list[str]]:
    """The table's cells by setting."""
    lines = out.split("\n\n")[1].splitlines()
    cells = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]
    return {row[0]: row[1:] for row in cells[2:]}


def test_a_sweep_gives_the_figures_of_single_runs_and_tests_them(
    program: Program, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    split = ("--split", f"folder:{colour_folder}")
    done = program("sweep", colour_run, *split, "--over", "reviser.temperature=0.02,1", "--over", "scoring.order=A,B")
    assert (done.code, done.err) == (0, "")
    table = rows(done.out)
    base = "reviser.temperature=1, scoring.order=B (as it stands)"
    assert next(iter(table)) == base
    assert len(table) == 4
    assert len(table[base]) == 5
    assert all(len(row) == 8 for name, row in table.items() if name != base)
    for name, row in table.items():
        sets = [part for one in name.split(" (")[0].split(", ") for part in ("--set", one)]
        single = program("run", colour_run, *split, *sets, "--out", tmp_path / "out", "--force")
        assert single.out.split()[-5:] == row[:5]
    assert not (colour_folder.parent / "submissions").exists()


def test_test_splits_are_told_apart() -> None:
    plugins = get_plugins()
    for name, expected in {
        "RT": True,
        "2022:RSS": True,
        "2022:RSS/train": False,
        "2022:RSS/train+2022:TW": True,
        "demo": False,
        "folder:somewhere": False,
    }.items():
        assert is_test(find_split(name, plugins, Path())) is expected, name


@pytest.fixture
def official(tmp_path: Path) -> Path:
    """A data folder with a test split of three articles in the layout of 2023, its ground truth unknown."""
    folder = tmp_path / "data" / "GDELT-Dataset"
    (folder / "GDELT-P1-Test").mkdir(parents=True)
    text = images = "# article\taid\turl\timg\tiid\thashvalue\ttitle\ttext\timgFile\tDate\n"
    for n, colour in enumerate(["red", "green", "blue"]):
        text += f"{n}\t2023-{n}\thttps://e.org/{n}\t\t\t2023-{n}\tA {colour} thing\ttags\t\t1\n"
        images += f"\t\t\thttps://i.org/{n}\tI{n}\t\t\t\tI{n}.jpg\t\n"
        Image.new("RGB", (8, 8), colour).save(folder / "GDELT-P1-Test" / f"I{n}.jpg")
    (folder / "GDELT-P1-Test-Text.txt").write_text(text)
    (folder / "GDELT-P1-Test-Img.txt").write_text(images)
    return tmp_path / "data"


def test_a_test_split_is_refused_or_marked(program: Program, colour_run: Path, official: Path) -> None:
    arguments = ("sweep", colour_run, "--split", "GDELT-P1", "--data", official, "--over", "reviser.temperature=1,2")
    refused = program(*arguments)
    assert refused.code == 2
    assert "2023:GDELT-P1: is a test split" in refused.err
    assert "--on-test" in refused.err
    qrels = official / "qrels"
    unknown = program(*arguments, "--on-test")
    assert unknown.code == 2
    assert "its ground truth is not known" in unknown.err
    qrels.write_text("".join(f"2023-{n} 0 I{n} 1\n" for n in range(3)))
    marked = program(*arguments, "--on-test", "--qrels", qrels)
    assert marked.code == 0
    assert marked.out.rstrip().endswith("the best of these settings is no result on it.")


def test_what_is_varied() -> None:
    assert combinations(["a.b=1, 2", "c.d=[1, 2],[3]"]) == [
        ("a.b=1", "c.d=[1, 2]"),
        ("a.b=1", "c.d=[3]"),
        ("a.b=2", "c.d=[1, 2]"),
        ("a.b=2", "c.d=[3]"),
    ]
    for bad in ("a.b", "a.b="):
        with pytest.raises(RunFileError, match=r"must read table\.key=value,value"):
            combinations([bad])


def test_a_setting_that_is_wrong_is_said_before_anything_is_encoded(
    program: Program, colour_run: Path, colour_folder: Path
) -> None:
    done = program("sweep", colour_run, "--split", f"folder:{colour_folder}", "--over", "reviser.temperature=1,hot")
    assert done.code == 2
    assert "temperature must be a valid number, not 'hot'" in done.err


def test_every_setting_computes_on_the_device_that_is_asked_for() -> None:
    chosen = settings_of(find_run_file("demo"), [], ["reviser.temperature=0.1,0.2"], get_plugins(), "cpu")
    assert [one.run.plan()["components"]["encoder"]["options"]["device"] for one in chosen] == ["cpu"] * 3

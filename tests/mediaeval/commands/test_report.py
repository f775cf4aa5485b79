from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mediaeval.results.collect import collect

pytest.importorskip("matplotlib")


@pytest.fixture
def out(program: Any, colour_run: Path, colour_folder: Path, tmp_path: Path) -> Path:
    assert program("run", colour_run, "--split", f"folder:{colour_folder}", "--out", tmp_path / "out").code == 0
    return tmp_path / "out"


def test_a_page_with_the_figures_of_the_run(program: Any, out: Path, colour_folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "pages" / "report.html"
    split = f"folder:{colour_folder}"
    done = program("report", out, "--split", split, "-o", page)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{page}: written, {page.stat().st_size / 1e6:.1f} MB, 1 run\n"
    (run,) = collect([out])
    assert run.result is not None
    text = page.read_text("utf-8")
    printed = json.loads(program("leaderboard", out, "--rows", "ours", "--format", "json").out)
    for figure in printed["splits"][0]["rows"][0]["figures"].values():
        assert f">{figure['printed']}<small" in text
    first = page.read_bytes()
    assert program("report", out, "--split", split, "-o", page).code == 0
    assert page.read_bytes() == first


def test_labels_ground_truth_and_foreign_files(program: Any, out: Path, colour_folder: Path, tmp_path: Path) -> None:
    labels, truth, theirs, page = (tmp_path / name for name in ("l.csv", "t.txt", "theirs.tsv", "r.html"))
    labels.write_text("image,origin\nIMG00,generated\nIMG01,photograph\n")
    truth.write_text("1\tIMG00\n2\tIMG05\n")
    theirs.write_text("".join(f"{n}\tIMG0{n % 10}\tIMG00\n" for n in range(1, 13)))
    split = f"folder:{colour_folder}"
    done = program(
        "report", out, theirs, "--split", split, "--labels", labels, "--qrels", truth, "--by", "story", "-o", page
    )
    assert (done.code, done.err) == (0, "")
    text = page.read_text("utf-8")
    assert "Label: origin" in text
    assert "The right picture is known of 2 articles" in re.sub(r"\s+", " ", text)
    assert "the file came without a manifest" in text
    assert "bootstrap over stories" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere", "--split", "SPLIT"], "nowhere: there is no such folder or file."),
        (["--split", "SPLIT"], "submissions: there is no such folder or file."),
        (["OUT", "--split", "demo"], "there is no finished run of demo:demo in"),
        (["OUT", "--split", "SPLIT", "--labels", "none.csv"], "none.csv: cannot be read"),
        (["OUT", "--split", "SPLIT", "--budget", "0.01"], "Allow more with --budget"),
        (["OUT", "--split", "SPLIT", "--budget", "0"], "0.0 is not in the range x>0"),
        (["OUT", "--split", "SPLIT", "--by", "day"], "'day' is not one of 'article', 'story'"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    program: Any,
    out: Path,
    colour_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    filled = [one.replace("SPLIT", f"folder:{colour_folder}").replace("OUT", str(out)) for one in arguments]
    done = program("report", *filled)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert not Path("report.html").exists()

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mediaeval_plugins.newsimages.edition2025 import SMALL

IMAGES = [f"pic{n:03d}" for n in range(105)]


@pytest.fixture
def gallery(tmp_path: Path) -> Path:
    folder = tmp_path / "gallery"
    folder.mkdir()
    for n, name in enumerate(IMAGES):
        Image.fromarray(np.full((259, 300 + n, 3), n * 2, dtype=np.uint8)).save(folder / f"{name}.jpg")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The tables of 2025 and 2026, articles alone."""
    folder = tmp_path / "data"
    folder.mkdir()
    rows = [f"{a},https://n.example/{a},Title {a},tags,{a:032X}," for a in sorted(map(int, SMALL))]
    header = "article_id,article_url,article_title,article_tags,image_id,image_url"
    (folder / "newsarticles.csv").write_text("\ufeff" + "\n".join([header, *rows]) + "\n")
    test = [f"{a},N/A,Title {a},N/A" for a in (8501, 8502)]
    (folder / "news_articles_test.csv").write_text(
        "\n".join(["article_id,article_url,article_title,image_id", *test]) + "\n"
    )
    return folder


def write_run(path: Path, articles: list[int], split: str = "", shift: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = []
    for n, article in enumerate(articles):
        start = n + shift
        lines.append("\t".join([str(article), *(IMAGES[(start + i) % 105] for i in range(100))]))
    path.write_text("\n".join(lines) + "\n")
    if split:
        path.with_suffix(".json").write_text(json.dumps({"split": {"name": split}}))
    return path


def test_lists_are_named_and_zipped(program: Any, colour_folder: Path, tmp_path: Path) -> None:
    images = [f"IMG{n:02d}" for n in range(12)]
    out = tmp_path / "submissions" / "colours"
    out.mkdir(parents=True)
    for run in ("run1", "run2"):
        (out / f"{run}.tsv").write_text("".join("\t".join([str(n), *images]) + "\n" for n in range(1, 13)))
        (out / f"{run}.json").write_text(json.dumps({"split": {"name": f"folder:{colour_folder}"}}))
    call = ("pack", "--team", "certh-iti", "run1", "run2", "--out", out.parent, "--to", tmp_path)
    done = program(*call)
    assert done.code == 0
    archive = tmp_path / "certh-iti_folder.zip"
    assert done.out.endswith(f"{archive}: written\n")
    with zipfile.ZipFile(archive) as packed:
        assert packed.namelist() == ["certh-iti_colours_run1.tsv", "certh-iti_colours_run2.tsv"]
        assert packed.read("certh-iti_colours_run1.tsv") == (out / "run1.tsv").read_bytes()
    assert program(*call).out.endswith("unchanged\n")


def test_one_invalid_run_stops_all(program: Any, colour_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "run1.tsv"
    file.write_text("1\tIMG00\n")
    done = program("pack", "--team", "t", file, "--split", f"folder:{colour_folder}", "--to", tmp_path)
    assert done.code == 1
    assert "error missing-article: and 6 more" in done.out
    assert "Nothing was packed" in done.err
    assert not list(tmp_path.glob("*.zip"))


def test_pictures_of_2025(program: Any, data: Path, gallery: Path, tmp_path: Path) -> None:
    articles = sorted(map(int, SMALL))
    write_run(tmp_path / "out" / "SMALL" / "run1.tsv", articles, "2025:SMALL")
    call = ("pack", "--team", "certh", "run1", "--data", data, "--gallery", gallery, "--out", tmp_path / "out")
    assert program(*call, "--to", tmp_path).code == 0
    with zipfile.ZipFile(tmp_path / "certh.zip") as packed:
        assert sorted(packed.namelist()) == sorted(f"RET_run1_SMALL/{a}_certh_run1.png" for a in articles)
        for n, article in enumerate(articles):
            picture = Image.open(io.BytesIO(packed.read(f"RET_run1_SMALL/{article}_certh_run1.png")))
            assert (picture.format, picture.size) == ("PNG", (460, 260))
            assert abs(int(np.asarray(picture).mean()) - 2 * n) <= 1
    first = (tmp_path / "certh.zip").read_bytes()
    (tmp_path / "certh.zip").unlink()
    assert program(*call, "--to", tmp_path).code == 0
    assert (tmp_path / "certh.zip").read_bytes() == first


def test_no_two_runs_of_2026_share_a_picture(program: Any, data: Path, gallery: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_run(out / "TEST" / "one.tsv", [8501, 8502], "2026:TEST")
    write_run(out / "TEST" / "two.tsv", [8501, 8502], "2026:TEST")
    call = (
        "pack",
        "--team",
        "certh",
        "one",
        "two",
        "--data",
        data,
        "--gallery",
        gallery,
        "--out",
        out,
        "--to",
        tmp_path,
    )
    done = program(*call)
    assert done.code == 1
    assert "article 8501: one has pic000, two has pic000\narticle 8502: one has pic001, two has pic001\n" in done.out
    write_run(out / "TEST" / "two.tsv", [8501, 8502], "2026:TEST", shift=5)
    (gallery / "pic006.jpg").write_bytes((gallery / "pic001.jpg").read_bytes())  # one picture under two names
    done = program(*call)
    assert done.code == 1
    assert "article 8502: one has pic001, two has pic006\n" in done.out
    write_run(out / "TEST" / "two.tsv", [8501, 8502], "2026:TEST", shift=7)
    assert program(*call).code == 0
    with zipfile.ZipFile(tmp_path / "certh_Submission.zip") as packed:
        assert sorted(packed.namelist()) == [
            f"certh_{run}/{article}_certh_{run}.png" for run in ("one", "two") for article in (8501, 8502)
        ]


def test_a_picture_that_is_none_is_named(program: Any, data: Path, gallery: Path, tmp_path: Path) -> None:
    (gallery / "pic001.jpg").write_bytes(b"<html>")
    write_run(tmp_path / "TEST" / "one.tsv", [8501, 8502], "2026:TEST")
    done = program(
        "pack", "--team", "t", tmp_path / "TEST" / "one.tsv", "--data", data, "--gallery", gallery, "--to", tmp_path
    )
    assert done.code == 2
    assert "1 of 2 pictures to pack cannot be used" in done.err
    assert "pic001.jpg: is no picture of a known format (it holds a web page)" in done.err
    assert not list(tmp_path.glob("*.zip"))


def test_a_run_that_is_not_there_is_named(program: Any, colour_folder: Path, tmp_path: Path) -> None:
    write_run(tmp_path / "out" / "TEST" / "run1.tsv", [1])
    done = program("pack", "--team", "t", "rum1", "--out", tmp_path / "out")
    assert done.code == 2
    assert "did you mean 'run1'?" in done.err
    assert program("pack", "--team", "a/b", "run1", "--out", tmp_path / "out").code == 2


def test_a_file_that_nobody_knows_asks_for_its_split(program: Any, tmp_path: Path) -> None:
    file = write_run(tmp_path / "somewhere" / "run1.tsv", [1])
    done = program("pack", "--team", "t", file)
    assert done.code == 2
    assert "Say so with --split SPLIT." in done.err


def test_a_folder_says_its_split_too(program: Any, data: Path, gallery: Path, tmp_path: Path) -> None:
    file = write_run(tmp_path / "TEST" / "one.tsv", [8501, 8502])
    done = program("pack", "--team", "t", file, "--data", data, "--gallery", gallery, "--to", tmp_path)
    assert (done.code, (tmp_path / "t_Submission.zip").is_file()) == (0, True)

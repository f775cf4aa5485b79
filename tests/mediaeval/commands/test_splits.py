from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def test_the_list_says_what_is_found(program: Any, real_data: Path) -> None:
    done = program("splits", "--data", real_data)
    assert done.code == 0
    line = next(line for line in done.out.split("\n") if line.startswith("2021:KStA "))
    assert line.split()[1:5] == ["found", "1915", "1915", "1915"]


def test_a_split_is_shown(program: Any, colour_folder: Path) -> None:
    (colour_folder / "images" / "IMG03.png").unlink()
    (colour_folder / "images" / "IMG04.png").write_bytes(b"<html>")
    done = program("splits", "show", f"folder:{colour_folder}")
    assert done.code == 0
    for line in (
        "  articles: 12",
        "  keys for submissions: id, url (the first by default)",
        "  ground truth: 12 articles",
        "  characters: 20 to 22, median 21",
        "images: 12",
        "  missing: 1 (IMG03)",
        "  unreadable: 1",
        "    IMG04 is no picture of a known format (it holds a web page)",
    ):
        assert f"\n{line}\n" in f"\n{done.out}\n"


def test_the_numbers_come_as_json_too(program: Any, real_data: Path) -> None:
    done = program("splits", "show", "2021", "--data", real_data, "--json")
    report = json.loads(done.out)
    (title,) = report["titles"]
    assert (report["articles"], report["ground_truth"], title["filled"]) == (1915, 1915, 1915)
    assert title["languages"]["de"] > 1850
    assert sum(map(len, title["duplicates"])) - len(title["duplicates"]) == 1915 - 1911
    assert len(report["pictures"]["missing"]) == 1915


def test_data_may_stand_before_the_word(program: Any, real_data: Path) -> None:
    assert program("splits", "--data", real_data, "show", "2021", "--json").code == 0


def test_an_unknown_split_names_the_nearest(program: Any) -> None:
    done = program("splits", "show", "GDELT-P3")
    assert done.code == 2
    assert "did you mean 'GDELT-P" in done.err


def test_a_found_split_shows_where_and_another_everywhere_it_was_looked_for(program, tmp_path):
    folder = tmp_path / "GDELT-Dataset"
    folder.mkdir()
    header = "# article\taid\turl\timg\tiid\thashvalue\ttitle\ttext\timgFile\tDate\n"
    (folder / "GDELT-P1-Test-Text.txt").write_text(header + "1\ta-1\thttps://e.org/1\t\t\ta-1\tTitle\ttags\t\t1\n")
    (folder / "GDELT-P1-Test-Img.txt").write_text(header + "\t\t\t\tI1\t\t\t\tI1.jpg\t\n")
    done = program("splits", "--data", tmp_path)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    (found,) = [line for line in lines if line.startswith("2023:GDELT-P1 ")]
    assert found.split() == ["2023:GDELT-P1", "found", "1", "1", "1", "GDELT-Dataset/GDELT-P1-Test-Text.txt"]
    (missing,) = [line for line in lines if line.startswith("2023:RT ")]
    assert missing.split()[:3] == ["2023:RT", "not", "found"]
    assert any(line.strip() == "rt-test-text.txt" for line in lines)
    assert f"Paths are below {tmp_path.resolve()}" in done.out

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def split_name(colour_folder: Path) -> str:
    return f"folder:{colour_folder}"


@pytest.fixture
def lines() -> list[str]:
    """A valid submission of the coloured folder: every list is all twelve images."""
    images = [f"IMG{n:02d}" for n in range(12)]
    return ["\t".join([str(n + 1), *images[n:], *images[:n]]) for n in range(12)]


def test_a_valid_file(program: Any, split_name: str, lines: list[str], tmp_path: Path) -> None:
    file = tmp_path / "run.tsv"
    file.write_text("\n".join(lines) + "\n")
    done = program("validate", file, "--split", split_name)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{file}: valid for {split_name}; 12 of 12 articles, by id.\n"


def test_an_invalid_file_is_told_and_mended(program: Any, split_name: str, lines: list[str], tmp_path: Path) -> None:
    file, fixed = tmp_path / "run.tsv", tmp_path / "fixed.tsv"
    lines[3] = lines[3].replace("IMG05", "IMG05.png")
    file.write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())
    done = program("validate", file, "--split", split_name, "--fix", fixed)
    assert done.code == 0
    assert done.out.split("\n") == [
        "error bom: line 1: a byte order mark joins the first key",
        "error line-ends: line 1: 12 lines end in CRLF or CR instead of LF",
        "error image-file-name: line 4: 1 cell: IMG05.png",
        f"{file}: invalid for {split_name} (3 errors); 12 of 12 articles, by id.",
        "",
        f"{fixed}: byte order mark removed (bom)",
        f"{fixed}: lines end in LF (line-ends)",
        f"{fixed}: file names turned into image ids (image-file-name)",
        f"{fixed}: valid for {split_name}; 12 of 12 articles, by id.",
        "",
    ]
    lines[3] = lines[3].replace(".png", "")
    assert fixed.read_text() == "\n".join(lines) + "\n"
    assert program("validate", file, "--split", split_name).code == 1


def test_what_cannot_be_mended_is_left(program: Any, split_name: str, lines: list[str], tmp_path: Path) -> None:
    file, fixed = tmp_path / "run.tsv", tmp_path / "fixed.tsv"
    file.write_text("\n".join([*lines[1:], "nobody\tIMG01"]) + "\n")
    done = program("validate", file, "--split", split_name, "--fix", fixed, "--json")
    assert done.code == 1
    report = json.loads(done.out)
    codes = [finding["code"] for finding in report["fixed"]["findings"]]
    assert codes == ["unknown-article", "too-few-images", "missing-article"]
    assert fixed.read_text() == file.read_text()


def test_what_is_there_is_not_replaced(program: Any, split_name: str, lines: list[str], tmp_path: Path) -> None:
    file, fixed = tmp_path / "run.tsv", tmp_path / "fixed.tsv"
    file.write_text("\n".join(lines) + "\n")
    fixed.write_text("other")
    assert program("validate", file, "--split", split_name, "--fix", file).code == 2
    refused = program("validate", file, "--split", split_name, "--fix", fixed)
    assert (refused.code, fixed.read_text()) == (2, "other")
    assert "Add --force" in refused.err
    assert program("validate", file, "--split", split_name, "--fix", fixed, "--force").code == 0
    assert fixed.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("content", "split", "message"),
    [
        (None, None, "No such file"),
        (b"\x00\x01\x02", None, "no text file"),
        (b"1\tIMG00\n", "nowhere", "there is no split 'nowhere'"),
        (b"1\tIMG00\n", "folder:/nowhere", "there is no such folder"),
    ],
)
def test_what_cannot_be_validated(
    content: bytes | None, split: str | None, message: str, program: Any, split_name: str, tmp_path: Path
) -> None:
    file = tmp_path / "run.tsv"
    if content is not None:
        file.write_bytes(content)
    done = program("validate", file, "--split", split or split_name)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_a_folder_is_no_file(program: Any, split_name: str, tmp_path: Path) -> None:
    assert program("validate", tmp_path, "--split", split_name).code == 2


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("plain", 0), ("no-header", 0), ("shuffled-rows", 0), ("perfect", 0),
        ("missing-articles", 1), ("longer-lists", 1), ("duplicate-image-in-row", 1), ("stray-headers-and-blanks", 1),
    ],
)  # fmt: skip
def test_published_files(name: str, code: int, program: Any, real_data: Path) -> None:
    file = real_data / "newsimages2021" / "perturbed" / f"{name}.tsv"
    assert program("validate", file, "--split", "2021", "--data", real_data).code == code

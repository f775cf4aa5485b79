from __future__ import annotations

from pathlib import Path

import pytest

from mediaeval.errors import DataError
from mediaeval.report.labels import read_labels
from mediaeval.split import Split


def read(tmp_path: Path, split: Split, text: str) -> list[tuple[str, str, dict[str, str], int]]:
    path = tmp_path / "labels.csv"
    path.write_text(text, encoding="utf-8")
    return [(one.name, one.subject, dict(one.values), one.elsewhere) for one in read_labels(path, split)]


def test_columns_are_read_and_lines_of_other_splits_counted(tmp_path: Path, split: Split) -> None:
    text = "\ufeffimage,origin,by\nIMG000,generated,\nIMG001, photograph ,Ann\n\nelsewhere,generated,x\n"
    assert read(tmp_path, split, text) == [
        ("origin", "image", {"IMG000": "generated", "IMG001": "photograph"}, 1),
        ("by", "image", {"IMG001": "Ann"}, 1),
    ]


def test_articles_go_by_id_or_key_and_tabs_separate_too(tmp_path: Path, split: Split) -> None:
    text = "article\ttopic\na0\tweather, mostly\nhttps://example.org/1\tsport\n"
    assert read(tmp_path, split, text) == [("topic", "article", {"a0": "weather, mostly", "a1": "sport"}, 0)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("imge,origin\nIMG000,a\n", "did you mean 'image'?"),
        ("image\nIMG000\n", "name of its own"),
        ("image,a,a\nIMG000,1,2\n", "name of its own"),
        ("image,origin\nIMG000\n", "line 2: has 1 cells"),
        ("image,origin\nIMG000,a\nIMG000,b\n", "line 3: image 'IMG000' has labels on line 2"),
        ("image,origin\na0,a\n", "none of its 1 lines names an image"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, split: Split, text: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, split, text)
    assert said in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path, split: Split) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_labels(tmp_path / "none.csv", split)
    (tmp_path / "latin.csv").write_bytes("image,origin\nIMG000,é\n".encode("latin-1"))
    with pytest.raises(DataError, match="is not UTF-8"):
        read_labels(tmp_path / "latin.csv", split)

from __future__ import annotations

from pathlib import Path

import pytest

from mediaeval.errors import DataError
from mediaeval.plugins import get_plugins
from mediaeval.split import Article, GalleryImage, Split, SplitName
from mediaeval.splits import all_splits, find_split, find_splits


@pytest.mark.parametrize(
    ("text", "name", "slug"),
    [
        ("RT", "2023:RT", "RT"),
        ("rt/train", "2023:RT/train", "RT-train"),
        ("2022:RT", "2022:RT", "RT"),
        ("GDELT-P1", "2023:GDELT-P1", "GDELT-P1"),
        ("2021", "2021:KStA", "KStA"),
        ("demo", "demo:demo", "demo"),
        ("2022:RSS/train+2022:TW/train", "2022:RSS/train+2022:TW/train", "RSS-train+TW-train"),
    ],
)
def test_names(text: str, name: str, slug: str, tmp_path: Path) -> None:
    split = find_split(text, get_plugins(), tmp_path)
    assert (split.name, split.slug) == (name, slug)


def test_a_folder_goes_by_its_path(tmp_path: Path) -> None:
    split = find_split(f"folder:{tmp_path}/a b/train", get_plugins(), tmp_path)
    assert split.name == f"folder:{tmp_path}/a b/train"
    assert split.slug == "train"
    assert SplitName("folder", "a/b c").slug == "b-c"


@pytest.mark.parametrize(
    ("text", "message"), [("GDELT", "did you mean 'GDELT-P"), ("2023:RSS", "edition 2023 has no split 'RSS'")]
)
def test_an_unknown_name_is_refused(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=message):
        find_split(text, get_plugins(), tmp_path)


def test_a_split_named_twice_is_one(tmp_path: Path) -> None:
    assert len(find_splits(["RT", "2023:RT"], get_plugins(), tmp_path)) == 1


def test_every_edition_lists_its_splits(tmp_path: Path) -> None:
    names = {split.name for split in all_splits(get_plugins(), tmp_path)}
    assert {"2021:KStA", "2022:RSS", "2023:GDELT-P1/train", "2023:GDELT-P2", "2023:RT", "demo:demo"} <= names


def test_united_splits_are_one_gallery(tmp_path: Path) -> None:
    for name, numbers in (("one", range(3)), ("two", range(2, 5))):
        (tmp_path / name / "images").mkdir(parents=True)
        rows = [f"{name}{n},https://e.org/{name}{n},Title {n},,I{n}," for n in numbers]
        for n in numbers:
            (tmp_path / name / "images" / f"I{n}.png").write_bytes(b"")
        header = "article_id,article_url,article_title,article_tags,image_id,image_url"
        (tmp_path / name / "articles.csv").write_text("\n".join([header, *rows]) + "\n")
    split = find_split(f"folder:{tmp_path}/one+folder:{tmp_path}/two", get_plugins(), tmp_path)
    read = split.read()
    assert [article.id for article in read.articles] == ["one0", "one1", "one2", "two2", "two3", "two4"]
    assert [image.id for image in read.images] == ["I0", "I1", "I2", "I3", "I4"]
    assert split.read_truth() == {article.id: f"I{article.id[-1]}" for article in read.articles}


def test_an_id_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    article = Article("1", {}, {})
    with pytest.raises(DataError, match="article id 1 occurs more than once"):
        Split("s", "s", (article, article), ())
    image = GalleryImage("A", tmp_path)
    with pytest.raises(DataError, match="image id A occurs more than once"):
        Split("s", "s", (article,), (image, image))

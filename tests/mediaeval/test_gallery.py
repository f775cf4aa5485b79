from __future__ import annotations

from pathlib import Path

import pytest

from mediaeval.errors import DataError
from mediaeval.gallery import pictures_below, with_gallery
from mediaeval.plugins import get_plugins
from mediaeval.split import Article, GalleryImage, Split
from mediaeval.splits import find_split


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "gallery"
    for name in ("b.JPG", "a.png", "deeper/c.webp", "notes.txt", ".hidden.png", ".thumbs/d.png"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return root


def test_every_picture_goes_by_its_file(folder: Path) -> None:
    assert sorted((image.id, image.path.name) for image in pictures_below(folder)) == [
        ("a", "a.png"),
        ("b", "b.JPG"),
        ("c", "c.webp"),
    ]


def test_it_takes_the_place_of_the_splits_own(folder: Path) -> None:
    split = Split("s", "s", (Article("1", {}, {}),), (GalleryImage("own", Path("own.jpg")),))
    changed = with_gallery(split, folder)
    assert [image.id for image in changed.images] == ["a", "b", "c"]
    assert changed.notes == ("the gallery is the 3 pictures below gallery, not the split's own",)
    assert changed.articles == split.articles


def test_what_is_no_gallery_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such folder"):
        pictures_below(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="no picture in it"):
        pictures_below(tmp_path / "empty")
    (folder / "deeper" / "a.gif").write_bytes(b"x")
    with pytest.raises(DataError, match="1 pictures have the name of another"):
        pictures_below(folder)


def test_ground_truth_that_is_not_in_it_is_not_known(colour_folder: Path, folder: Path) -> None:
    plugins = get_plugins()
    assert find_split(f"folder:{colour_folder}", plugins, Path("data"), folder).read_truth() is None
    own = find_split(f"folder:{colour_folder}", plugins, Path("data"), colour_folder / "images")
    assert own.read_truth() == {str(n + 1): f"IMG{n:02d}" for n in range(12)}


def test_articles_without_images_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "news_articles_test.csv").write_text(
        "article_id,article_url,article_title,image_id\n8501,N/A,A title,N/A\n"
    )
    named = find_split("2026:TEST", get_plugins(), tmp_path)
    with pytest.raises(DataError, match="its articles come without images, so there is nothing to rank") as caught:
        named.read_rankable()
    assert "--gallery DIR" in str(caught.value)

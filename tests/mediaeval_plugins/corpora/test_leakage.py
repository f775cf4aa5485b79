from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mediaeval import Article, DataError, GalleryImage, Split, normalised
from mediaeval_plugins.corpora.corpusfile import LeakageTable
from mediaeval_plugins.corpora.examine import examine
from mediaeval_plugins.corpora.leakage import Guard, Leak, read_guard
from mediaeval_plugins.corpora.looking import Looker
from mediaeval_plugins.corpora.staging import Marks, mark

Put = Callable[..., Path]


@pytest.fixture
def split(put: Put, picture: Callable[..., bytes]) -> Split:
    """Two articles and three pictures, one of which is not there."""
    images = [GalleryImage(f"IMG{n}", put(f"gallery/{n}.jpg", picture(n, (400, 300)))) for n in range(2)]
    articles = (
        Article("a1", {}, {"title": "Der Titel: neu!", "titleEN": "The Title \u2013 new"}),
        Article("a2", {}, {"title": ""}),
    )
    return Split("2023:X", "X", articles, (*images, GalleryImage("IMG2", images[0].path.with_name("none.jpg"))))


def guard(split: Split, folder: Path, **options: object) -> Guard:
    table = LeakageTable(splits=("X",), **options)  # type: ignore[arg-type]
    with Looker(folder, min_side=32, workers=1) as looker:
        return read_guard(table, lambda _: split, looker)


def marks(pictures: list[bytes], titles: list[str]) -> Marks:
    seen = [examine(data) for data in pictures]
    rows = [
        (n, int.from_bytes(one.sha256[:8]), n, mark(normalised(title)), 0, one.phash)
        for n, (one, title) in enumerate(zip(seen, titles, strict=True))
    ]
    return Marks(*np.array(rows, dtype=np.uint64).T)


def shrunk(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        buffer = io.BytesIO()
        picture.resize((200, 150)).save(buffer, "JPEG", quality=55)
    return buffer.getvalue()


def test_what_is_in_a_test_split_is_found_by_bytes_by_looks_and_by_title(
    split: Split, tmp_path: Path, picture: Callable[..., bytes]
) -> None:
    held = guard(split, tmp_path, unreadable="leave-out")
    ours = [
        picture(0, (400, 300)),
        shrunk(picture(1, (400, 300))),
        picture(7, (400, 300)),
        picture(8),
        picture(0, (400, 300)),
    ]
    leaks = held.leaks(marks(ours, ["Mine", "Other", "the title, NEW", "der titel neu", "The title new"]))
    assert leaks.any.tolist() == [True] * 5
    assert leaks.of(0) == [Leak("image", "2023:X", "IMG0", 0)]
    (near,) = leaks.of(1)
    assert (near.by, near.item) == ("near image", "IMG1")
    assert near.distance is not None
    assert near.distance <= 6
    assert leaks.of(2) == leaks.of(3) == [Leak("title", "2023:X", "a1")]
    assert [leak.by for leak in leaks.of(4)] == ["image", "title"]
    assert held.report == {"2023:X": {"articles": 2, "pictures": 2, "pictures_unreadable": 1}}


def test_other_pairs_and_empty_titles_are_let_pass(split: Split, tmp_path: Path, picture: Callable[..., bytes]) -> None:
    held = guard(split, tmp_path, unreadable="leave-out")
    leaks = held.leaks(marks([picture(n, (400, 300)) for n in range(5, 9)], ["Titel", "The title", "", "newest"]))
    assert not leaks.any.any()


def test_bytes_alone_are_compared_where_the_file_says_so(
    split: Split, tmp_path: Path, picture: Callable[..., bytes]
) -> None:
    held = guard(split, tmp_path, unreadable="leave-out", distance=-1)
    ours = marks([picture(0, (400, 300)), shrunk(picture(1, (400, 300)))], ["a b c", "d e f"])
    assert held.leaks(ours).any.tolist() == [True, False]


def test_a_picture_of_a_test_split_that_is_missing_is_an_error(split: Split, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="2023:X: 1 of 3 pictures cannot be read") as error:
        guard(split, tmp_path)
    assert "IMG2 is not there" in str(error.value)
    assert 'unreadable = "leave-out"' in str(error.value)


def test_without_splits_nothing_leaks(picture: Callable[..., bytes], tmp_path: Path, split: Split) -> None:
    with Looker(tmp_path, min_side=32, workers=1) as looker:
        held = read_guard(LeakageTable(), lambda _: split, looker)
    assert not held.leaks(marks([picture(0)], ["The Title new"])).any.any()

import pytest

from mediaeval import DataError
from mediaeval_plugins.newsimages.pictures import PictureFolder, bare_id, gallery
from mediaeval_plugins.newsimages.table import read_table


@pytest.fixture
def pictures(tmp_path, write):
    def folder(*names):
        for name in names:
            write(tmp_path / "pictures" / name, b"")
        return PictureFolder([tmp_path / "absent", tmp_path / "pictures"])

    return folder


@pytest.fixture
def listed(tmp_path, write):
    return lambda text: [read_table(write(tmp_path / "list.txt", text))]


def test_only_the_suffix_of_a_picture_is_cut():
    assert [bare_id(name) for name in ("A.jpg", "A.JPEG", "A.v2", ".jpg", "A")] == ["A", "A", "A.v2", ".jpg", "A"]


def test_any_suffix_is_found_and_jpg_is_expected(pictures):
    folder = pictures("a.png", "b.JPG", "c.webp", "c.jpeg", "notes.txt")
    assert [folder.find([f"{i}.jpg"]).name for i in "abcd"] == ["a.png", "b.JPG", "c.jpeg", "d.jpg"]
    assert folder.pictures == ("a.png", "b.JPG", "c.jpeg", "c.webp")


def test_a_folder_that_is_not_there_still_says_where(tmp_path):
    folder = PictureFolder([tmp_path / "first", tmp_path / "second"])
    assert folder.find(["x.jpg"]) == tmp_path / "first" / "x.jpg"


def test_the_picture_goes_by_its_hash_or_else_by_its_id(pictures, listed):
    tables = listed("iid\thashvalue\timgFile\nA\thA\tx\nB\thB.jpg\tx\nC\t\tf/c.png\nD\thD\t\n")
    images, notes = gallery(tables, "hashvalue", pictures("hA", "hB.jpg", "c.png", "D.jpg"), distinct=True)
    assert [image.path.name for image in images] == ["hA", "hB.jpg", "c.png", "D.jpg"]
    assert notes == ()


def test_articles_may_share_an_image_and_lists_may_not(pictures, listed):
    tables = listed("iid\ttitle\nA\tone\nA\ttwo\n")
    images, _ = gallery(tables, "iid", pictures(), distinct=False)
    assert [image.id for image in images] == ["A"]
    with pytest.raises(DataError, match=r"line 3: image A stands in an earlier line"):
        gallery(tables, "iid", pictures(), distinct=True)


def test_one_id_for_two_files_is_refused(pictures, listed):
    with pytest.raises(DataError, match=r"line 3: image A is A.png here and A.jpg before"):
        gallery(listed("iid\ttitle\nA.jpg\tone\nA.png\ttwo\n"), "iid", pictures("A.jpg", "A.png"), distinct=False)


@pytest.mark.parametrize("name", ["../secret", "a\\b", "..", "/etc/passwd"])
def test_an_id_that_leaves_the_folder_is_refused(pictures, listed, name):
    with pytest.raises(DataError, match=r"line 2: .* cannot name a file"):
        gallery(listed(f"iid\ttitle\n{name}\tone\n"), "iid", pictures(), distinct=True)


def test_a_row_without_an_id_is_noted(pictures, listed):
    images, notes = gallery(listed("iid\timg\nA\tu\n\tu\n"), "iid", pictures(), distinct=True)
    assert len(images) == 1
    assert notes == ("list.txt: line 3 has no image id and is not in the gallery",)

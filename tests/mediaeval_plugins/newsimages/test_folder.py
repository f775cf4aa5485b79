import csv
import random
from pathlib import Path

import pytest

from mediaeval import DataError, MediaevalError, SplitName
from mediaeval_plugins.newsimages.folder import FolderEdition

NOWHERE = Path("nowhere")


def name(path):
    return SplitName("folder", str(path))


def read(path):
    return FolderEdition().read(name(path), NOWHERE)


def truth(path):
    return FolderEdition().read_truth(name(path), NOWHERE)


@pytest.fixture
def folder(tmp_path, write):
    def make(text, pictures=("A.jpg", "B.png", "C.webp"), config=None, csv_name="news.csv"):
        write(tmp_path / csv_name, text)
        for picture in pictures:
            write(tmp_path / "images" / picture, b"")
        if config:
            write(tmp_path / "split.toml", config)
        return tmp_path

    return make


def test_a_published_folder_in_the_columns_of_2025(real_data):
    """Of its two tables only one has titles; its pictures that no article has stay out of the gallery."""
    path = real_data / "news18f"
    with (path / "newsarticles.csv").open(encoding="utf-8", newline="") as file:
        oracle = list(csv.DictReader(file))
    split = read(path)
    assert split.slug == "news18f"
    assert split.sources == (path / "newsarticles.csv",)
    assert [(a.id, a.texts["title"]) for a in split.articles] == [(r["article_id"], r["article_title"]) for r in oracle]
    assert len(split.articles) == len(split.images) == 272
    assert all(image.path.is_file() for image in split.images)
    assert split.submission_keys == ("id", "url")
    assert truth(path) == {row["article_id"]: row["image_id"] for row in oracle}


def test_a_published_folder_whose_columns_are_mapped(real_data, tmp_path, write):
    stamps = real_data / "tuxpaint_stamps"
    config = f'csv = "{stamps / "captions.csv"}"\nimages = "{stamps / "images"}"\n'
    write(tmp_path / "split.toml", config + '[columns]\nid = "image_id"\nimage = "image_id"\ntitle = "caption"\n')
    split = read(tmp_path)
    assert len(split.articles) == len(split.images) == 785
    assert all(image.path.is_file() for image in split.images)
    assert split.articles[0].texts["title"] == split.articles[1].texts["title"] == "A frog."
    assert split.sources == (tmp_path / "split.toml", stamps / "captions.csv")
    assert all(article == image for article, image in truth(tmp_path).items())
    assert FolderEdition().locate(name(tmp_path), NOWHERE).found


def test_without_ids_articles_go_by_their_row(folder):
    path = folder("title,image_id\none,A\ntwo,A\nthree,B\n")
    split = read(path)
    assert [article.id for article in split.articles] == ["1", "2", "3"]
    assert [image.path.name for image in split.images] == ["A.jpg", "B.png"]
    assert split.submission_keys == ("id",)
    assert split.notes == ("news.csv: has no column of ids; articles go by the number of their row",)
    assert truth(path) == {"1": "A", "2": "A", "3": "B"}


def test_the_gallery_may_be_the_whole_folder(folder):
    path = folder("title,image_id\none,A.jpg\ntwo,D\n", config='gallery = "folder"\n')
    assert [image.path.name for image in read(path).images] == ["A.jpg", "B.png", "C.webp", "D.jpg"]
    assert truth(path) == {"1": "A", "2": "D"}


def test_a_whole_folder_needs_no_column_of_images(folder):
    path = folder("title\none\n", config='gallery = "folder"\n')
    assert len(read(path).images) == 3
    assert truth(path) is None


def test_two_pictures_of_one_id_are_refused(folder):
    path = folder("title,image_id\none,A\n", pictures=("A.jpg", "A.png"), config='gallery = "folder"\n')
    with pytest.raises(DataError, match=r"A\.jpg and A\.png have one id"):
        read(path)


def test_a_mapping_outranks_the_names_in_the_table(folder):
    path = folder(
        "article,headline,title,pic\nlong text,One,rubric,A\n",
        config='[columns]\ntitle = "headline"\nimage = "pic"\nid = "pic"\n',
    )
    (article,) = read(path).articles
    assert (article.id, article.texts) == ("A", {"title": "One"})


def test_two_columns_of_one_meaning_are_refused(folder):
    with pytest.raises(DataError, match="columns 'title' and 'headline' both mean 'title'"):
        read(folder("title,headline,image_id\na,b,A\n"))


def test_two_tables_that_match_are_an_error_until_one_is_named(folder, write):
    path = folder("title,image_id\none,A\n")
    write(path / "other.csv", "title,image_id\none,B\n")
    with pytest.raises(DataError, match=r"news\.csv, other\.csv all have the columns") as caught:
        read(path)
    assert "split.toml" in caught.value.hint
    write(path / "split.toml", 'csv = "other.csv"\n')
    assert [image.id for image in read(path).images] == ["B"]


def test_no_table_that_matches(folder):
    with pytest.raises(DataError, match="no table has the columns of a split") as caught:
        read(folder("caption,picture\none,A\n"))
    assert caught.value.details == ("news.csv has no column of titles and no column of images",)


def test_a_mapped_column_that_is_not_there(folder):
    path = folder("title,image_id\none,A\n", config='csv = "news.csv"\n[columns]\ntitle = "titles"\n')
    with pytest.raises(DataError, match=r"no column 'titles'; did you mean 'title'\?"):
        read(path)


def test_a_table_that_is_not_there(folder):
    path = folder("title,image_id\none,A\n", config='csv = "new.csv"\n')
    with pytest.raises(DataError, match=r"new\.csv: the table that .*split\.toml names is not there") as caught:
        read(path)
    assert caught.value.hint == "did you mean 'news.csv'?"
    assert FolderEdition().locate(name(path), NOWHERE).missing == (path / "new.csv",)


def test_a_folder_that_is_not_there(tmp_path):
    absent = name(tmp_path / "absent")
    assert FolderEdition().locate(absent, NOWHERE).missing == (tmp_path / "absent",)
    with pytest.raises(DataError, match="there is no such folder"):
        FolderEdition().read(absent, NOWHERE)


def test_a_folder_without_a_table(tmp_path):
    assert FolderEdition().locate(name(tmp_path), NOWHERE).missing == (tmp_path / "*.csv",)
    with pytest.raises(DataError, match="no table"):
        read(tmp_path)


def test_a_doubled_id_is_refused(folder):
    with pytest.raises(DataError, match="cannot be told apart by article"):
        read(folder("article_id,title,image_id\n1,one,A\n1,two,B\n"))


def test_there_is_no_training_half(tmp_path):
    with pytest.raises(DataError, match="has no training half"):
        FolderEdition().read(SplitName("folder", str(tmp_path), train=True), NOWHERE)


def test_flipped_bytes_never_pass_as_an_untyped_error(real_data, tmp_path, write):
    dice = random.Random(18)  # noqa: S311 - a repeatable choice of bytes
    original = b"".join((real_data / "news18f" / "newsarticles.csv").read_bytes().splitlines(keepends=True)[:60])
    refused = 0
    for _ in range(300):
        data = bytearray(original)
        for _ in range(dice.choice((1, 4))):
            data[dice.randrange(len(data))] = dice.choice((*b'",\r\n\0\t/', dice.randrange(256)))
        write(tmp_path / "newsarticles.csv", bytes(data))
        try:
            split, pairs = read(tmp_path), truth(tmp_path)
        except MediaevalError:
            refused += 1
        else:
            assert set(pairs) <= {article.id for article in split.articles}
            assert set(pairs.values()) == {image.id for image in split.images}
    assert 0 < refused < 300

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediaeval import DataError, SplitName
from mediaeval_plugins.newsimages.edition2023 import Edition2023

P1, P2, RT = (SplitName("2023", name) for name in ("GDELT-P1", "GDELT-P2", "RT"))
P1_TRAIN = SplitName("2023", "GDELT-P1", train=True)

RT_HEADER = "# article \taid\t url\timg\tiid \thashvalue \ttitle\ttext\toutlet\t\tDate\tnote\timgFile\ttitleEN\ttextEN"


def rt_text(number):
    return f"{number}\t\thttps://de.rt.example/{number}\t\t\t\tTitel {number}\tText\tRT\t\t1\t\t\tTitle {number}\tText"


def rt_image(number):
    return f"\t\t\t\tI{number} \t hash{number} \t\t\t\t\t\t\tother{number}.jpg\t\t"


@pytest.fixture
def write_rt(write):
    def write_split(folder, n=4):
        write(folder / "rt-test-text.txt", "\n".join([RT_HEADER, *map(rt_text, range(n))]))
        write(folder / "rt-test-img.txt", "\n".join([RT_HEADER, *map(rt_image, range(n))]))
        return folder

    return write_split


def test_p1_as_published(tmp_path, write_gdelt):
    folder = write_gdelt(tmp_path / "GDELT-Dataset", "GDELT-P1")
    split = Edition2023().read(P1, tmp_path)
    assert (split.name, split.slug) == ("2023:GDELT-P1", "GDELT-P1")
    assert [article.id for article in split.articles] == [f"20230720081500-{i}" for i in range(1, 7)]
    first = split.articles[0]
    assert first.keys == {"url": "https://news.example/1", "aid": "20230720081500-1", "article": "2023072008158070"}
    assert first.texts == {"title": 'Headline "1" of the day', "text": "persons;one|places;two"}
    assert first.line == 2
    assert split.submission_keys == ("url", "aid")  # 'article' is shared
    assert [image.id for image in split.images] == sorted(image.id for image in split.images)
    assert all(image.path.is_file() for image in split.images)
    assert split.images[0].path == folder / "GDELT-P1-Test" / f"{1:032X}.jpg"
    assert split.sources == (folder / "GDELT-P1-Test-Text.txt", folder / "GDELT-P1-Test-Img.txt")
    assert split.notes == ()


@pytest.mark.parametrize("root", ["GDELT-Dataset-2023-Part2", "GDELT-Dataset-2023-Part2-final", "."])
def test_p2_in_every_folder_seen_and_without_addresses(tmp_path, write_gdelt, root):
    write_gdelt(tmp_path / root, "GDELT-P2", image_urls=False)
    split = Edition2023().read(P2, tmp_path)
    assert (len(split.articles), len(split.images)) == (6, 6)
    assert all(image.path.is_file() for image in split.images)


def test_the_training_half_keeps_its_pairs_for_the_truth(tmp_path, write_gdelt):
    write_gdelt(tmp_path / "GDELT-Dataset", "GDELT-P1")
    edition = Edition2023()
    split = edition.read(P1_TRAIN, tmp_path)
    assert (split.name, split.slug) == ("2023:GDELT-P1/train", "GDELT-P1-train")
    assert len(split.images) == 6
    assert split.images[0].path == tmp_path / "GDELT-Dataset" / "GDELT-P1-Training" / f"{1:032X}.jpg"
    assert not any(f"{6:032X}" in str(article) for article in split.articles)
    assert edition.read_truth(P1_TRAIN, tmp_path) == {f"20230720081500-{i}": f"{7 - i:032X}" for i in range(1, 7)}


def test_the_truth_of_the_test_half_lies_beside_it_or_nowhere(tmp_path, write_gdelt):
    edition = Edition2023()
    write_gdelt(tmp_path / "GDELT-Dataset", "GDELT-P1")
    assert edition.read_truth(P1, tmp_path) is None
    write_gdelt(tmp_path / "GDELT-Dataset", "GDELT-P1", truth=True)
    assert edition.read_truth(P1, tmp_path) == {f"20230720081500-{i}": f"{7 - i:032X}" for i in range(1, 7)}


def test_rt_pictures_go_by_their_hash_or_their_id(tmp_path, write_rt, write):
    folder = write_rt(tmp_path / "RT-Dataset")
    for name in ("hash0", "hash1.jpg", "I2.jpg"):
        write(folder / "images-Test" / name, b"")
    split = Edition2023().read(RT, tmp_path)
    assert [image.id for image in split.images] == ["I0", "I1", "I2", "I3"]
    assert [image.path.name for image in split.images] == ["hash0", "hash1.jpg", "I2.jpg", "hash3"]
    assert split.articles[1].id == "https://de.rt.example/1"  # RT may come without an aid
    assert split.articles[1].texts == {"title": "Titel 1", "text": "Text", "titleEN": "Title 1", "textEN": "Text"}
    assert split.submission_keys == ("url", "article")


@pytest.mark.parametrize(("name", "comma"), [("rt-train-textImg.txt", False), ("rt-train-textImg.csv", True)])
def test_rt_training_in_either_form(tmp_path, write, name, comma):
    rows = [["url", "title", "titleEN", "iid", "hashvalue"], ["u/1", 'Der "Titel"', "T, 1", "I1", "h1"]]
    text = (
        'url,title,titleEN,iid,hashvalue\nu/1,"Der ""Titel""","T, 1",I1,h1\n'
        if comma
        else "\n".join(map("\t".join, rows))
    )
    write(tmp_path / name, text)
    train = SplitName("2023", "RT", train=True)
    split = Edition2023().read(train, tmp_path)
    assert split.articles[0].texts == {"title": 'Der "Titel"', "titleEN": "T, 1"}
    assert Edition2023().read_truth(train, tmp_path) == {"u/1": "I1"}


def test_missing_files_name_every_place_and_the_option(tmp_path, write_gdelt):
    write_gdelt(tmp_path, "GDELT-P2")
    (tmp_path / "GDELT-P2-Test-Img.txt").unlink()
    with pytest.raises(DataError) as caught:
        Edition2023().read(P2, tmp_path)
    (detail,) = caught.value.details
    for folder in ("GDELT-Dataset-2023-Part2", "GDELT-Dataset-2023-Part2-final", "."):
        assert str(tmp_path / folder / "GDELT-P2-Test-Img.txt") in detail
    assert "1 of 2 files are not there" in caught.value.message
    assert "--data DIR or $MEDIAEVAL_DATA" in caught.value.hint


def test_locating_never_fails_on_missing_files(tmp_path, write_gdelt):
    edition = Edition2023()
    empty = edition.locate(P1, tmp_path / "absent")
    assert not empty.found
    assert [path.name for path in empty.missing] == ["GDELT-P1-Test-Text.txt", "GDELT-P1-Test-Img.txt"]
    folder = write_gdelt(tmp_path / "GDELT-Dataset", "GDELT-P1")
    location = edition.locate(P1, tmp_path)
    assert location.found
    assert {folder / "GDELT-P1-Test", tmp_path / "GDELT-P1-Test-Text.txt", folder / "GDELT-P1-Test-GT.txt"} <= set(
        location.looked
    )


def test_an_unknown_split_is_named_with_the_nearest():
    with pytest.raises(DataError, match=r"Edition 2023 has no split 'GDELT-P3'; did you mean 'GDELT-P2'"):
        Edition2023().locate(SplitName("2023", "GDELT-P3"), Path())


def test_a_list_without_image_ids_is_refused(tmp_path, write_gdelt, write):
    write_gdelt(tmp_path, "GDELT-P1")
    write(tmp_path / "GDELT-P1-Test-Img.txt", (tmp_path / "GDELT-P1-Test-Text.txt").read_bytes())
    with pytest.raises(DataError, match="lists no image"):
        Edition2023().read(P1, tmp_path)


title = st.text(st.characters(exclude_characters="\t\r\n\0", exclude_categories=["Cs"]))


@given(st.lists(st.tuples(title, title), min_size=1))
def test_any_titles_come_back_as_they_were_written(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("round")
    header = "# article\taid\turl\timg\tiid\thashvalue\ttitle\ttext\timgFile\tDate"
    rows = [f"1\ta-{i}\tu/{i}\t\tI{i}\t\t{one}\t{two}\tI{i}.jpg\t5" for i, (one, two) in enumerate(texts)]
    (folder / "GDELT-P1-Training.txt").write_bytes("\n".join([header, *rows, ""]).encode())
    split = Edition2023().read(P1_TRAIN, folder)
    assert [(article.texts["title"], article.texts["text"]) for article in split.articles] == texts
    assert [article.line for article in split.articles] == list(range(2, len(texts) + 2))

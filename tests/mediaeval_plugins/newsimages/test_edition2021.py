import csv
import random

import pytest

from mediaeval import DataError, MediaevalError, SplitName
from mediaeval_plugins.newsimages.edition2021 import Edition2021, true_number

TEST = SplitName("2021", "KStA")
TRAIN = SplitName("2021", "KStA", train=True)
TEXTS = "MediaEvalNewsImagesBatch04articles.tsv"
IMAGES = "MediaEvalNewsImagesBatch04images.tsv"


def unquoted(path, encoding):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_published_example_of_a_number():
    assert true_number("1000265260") == "526000026"


def test_the_published_test_half(real_data):
    split = Edition2021().read(TEST, real_data)
    assert (len(split.articles), len(split.images)) == (1915, 1915)
    assert split.notes == (
        f"{TEXTS}: cp1252 (not UTF-8: byte 0xdf in line 2)",
        f"{IMAGES}: line 1917 holds empty cells only and is left out",
    )
    assert split.submission_keys == ("articleID",)
    oracle = unquoted(real_data / "newsimages2021" / TEXTS, "cp1252")[1:]
    assert [(a.id, a.keys["url"], a.texts["title"], a.texts["text"]) for a in split.articles] == [
        (row[0], row[2], row[6], row[7]) for row in oracle
    ]
    assert sum('"' in a.texts["title"] + a.texts["text"] for a in split.articles) > 0
    assert split.images[0].path == real_data / "newsimages2021" / "images" / f"{split.images[0].id}.jpg"


def test_every_obfuscated_number_has_its_image_in_the_ground_truth(real_data):
    edition = Edition2021()
    oracle = {row[0]: row[4] for row in unquoted(real_data / "newsimages2021" / "content2019-04-gt.tsv", "utf-8")[1:]}
    truth = edition.read_truth(TEST, real_data / "newsimages2021")
    assert len(truth) == 1915
    assert {true_number(article): image for article, image in truth.items()} == oracle
    assert {a.keys["article"]: truth[a.id] for a in edition.read(TEST, real_data).articles} == oracle


def test_the_training_half_unites_three_months(real_data):
    edition = Edition2021()
    split = edition.read(TRAIN, real_data)
    assert (len(split.articles), len(split.images)) == (7530, 7530)
    assert [path.name for path in split.sources] == [f"content2019-0{month}.tsv" for month in (1, 2, 3)]
    oracle = [row for path in split.sources for row in unquoted(path, "utf-8")[1:]]
    assert [a.texts["title"] for a in split.articles] == [row[6] for row in oracle]
    assert edition.read_truth(TRAIN, real_data) == {row[0]: row[4] for row in oracle}


def test_numbers_that_are_not_obfuscated_are_refused(tmp_path, write):
    write(tmp_path / TEXTS, "articleID\taid\turl\t\t\thashvalue\ttitle\ttext\n526000026\t\tu\t\t\t\tT\tt\n")
    write(tmp_path / IMAGES, "img\tiid\timgFile\nu\t5\tf.jpg\n")
    with pytest.raises(DataError, match="line 2 of the test articles: articleID '526000026' has not ten digits"):
        Edition2021().read(TEST, tmp_path)


def test_pictures_may_have_any_suffix(tmp_path, write):
    write(tmp_path / TEXTS, "articleID\taid\turl\t\t\thashvalue\ttitle\ttext\n1000265260\t\tu\t\t\t\tT\tt\n")
    write(tmp_path / IMAGES, "img\tiid\timgFile\nu\t5\tf.jpg\nu\t6\tf.jpg\n")
    write(tmp_path / "images" / "5.png", b"")
    assert [image.path.name for image in Edition2021().read(TEST, tmp_path).images] == ["5.png", "6.jpg"]


def test_the_official_header():
    assert b"".join(Edition2021().format_submission([("1", ["2", "3"])])) == b"articleID\tiid1\tiid2\n1\t2\t3\n"


def test_flipped_bytes_never_pass_as_an_untyped_error(real_data, tmp_path, write):
    """Files with damaged bytes are read or refused, and what is read keeps its rows."""
    dice = random.Random(2021)  # noqa: S311 - a repeatable choice of bytes
    source = real_data / "newsimages2021"
    originals = {
        name: b"".join((source / name).read_bytes().splitlines(keepends=True)[:120]) for name in (TEXTS, IMAGES)
    }
    refusals = []
    for _ in range(300):
        for name, original in originals.items():
            data = bytearray(original)
            for _ in range(dice.choice((0, 1, 3))):
                data[dice.randrange(len(data))] = dice.randrange(256)
            write(tmp_path / name, bytes(data))
        try:
            split = Edition2021().read(TEST, tmp_path)
        except MediaevalError as error:
            refusals.append(str(error))
        else:
            assert (len(split.articles), len(split.images)) == (119, 119)
    assert 0 < len(refusals) < 300
    assert all("line" in refusal or "column" in refusal for refusal in refusals)

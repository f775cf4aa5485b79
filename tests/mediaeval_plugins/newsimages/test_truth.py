import random

import pytest

from mediaeval import Article, DataError, GalleryImage, MediaevalError, Split
from mediaeval_plugins.newsimages.truth import read_qrels

IDS = ("a-1", "a-2", "a-3")
TRUTH = dict(zip(IDS, ("I3", "I1", "I2"), strict=True))


@pytest.fixture
def split(tmp_path):
    articles = tuple(
        Article(
            id=id_,
            keys={"url": f"https://n.example/{i},x", "aid": id_, "article": "7" if i < 2 else "8"},
            texts={},
            line=i + 2,
        )
        for i, id_ in enumerate(IDS)
    )
    images = tuple(GalleryImage(f"I{i}", tmp_path / f"I{i}.jpg") for i in (1, 2, 3))
    return Split(name="2023:X", slug="X", articles=articles, images=images)


@pytest.fixture
def qrels(tmp_path, write, split):
    return lambda text: read_qrels(write(tmp_path / "qrels.txt", text), split)


def lines(form):
    return "".join(
        form.format(aid=aid, url=f"https://n.example/{i},x", image=image) + "\n"
        for i, (aid, image) in enumerate(TRUTH.items())
    )


@pytest.mark.parametrize("key", ["{aid}", "{url}"])
@pytest.mark.parametrize(
    "rest", [" 0 {image} 1", "\t0\t{image}\t2", "\t{image}", "\t{image}.jpg", ",{image}", " {image}", ', "{image}"']
)
def test_every_form_with_every_key(qrels, key, rest):
    if rest == "\t{image}":
        rest += "\r"
    assert qrels(lines(key + rest)) == TRUTH


def test_the_training_layout(qrels):
    header = "# article\taid\turl\timg\tiid\ttitle\n"
    assert qrels(header + lines("7\t{aid}\t{url}\tu\t{image}\tT")) == TRUTH
    assert qrels("url\tiid \n" + lines("{url}\t{image}")) == TRUTH
    assert qrels("article_id,image_id\n" + lines("{aid},{image}")) == TRUTH


def test_a_number_that_articles_share_is_no_key(qrels):
    with pytest.raises(DataError, match=r"line 1: no article '7' in 2023:X"):
        qrels("7\tI1\n8\tI2\n")


def test_irrelevant_images_are_no_truth(qrels):
    assert qrels("a-1 0 I1 0\na-1 0 I2 -1\na-1 0 I3 1\n") == {"a-1": "I3"}


def test_a_pair_may_stand_twice(qrels):
    assert qrels("a-1 I1\na-1 I1\n") == {"a-1": "I1"}


def test_every_fault_is_told(qrels):
    with pytest.raises(DataError, match=r"is not ground truth of this split \(3 in all\)") as caught:
        qrels("a-1\tI1\na-9\tI1\na-2\tI9\na-1\tI2\n")
    assert caught.value.details == (
        "line 2: no article 'a-9' in 2023:X",
        "line 3: no image 'I9' in the gallery",
        "line 4: article 'a-1' has image 'I1' already",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("b-1\tI1\n", r"none of its 1 lines names an article of 2023:X \(the first names 'b-1'\)"),
        ("a-1\tI1\na-2\tI2\tI3\n", r"two columns \(1 in all\)[\s\S]*line 2: 3 cells"),
        ("a-1 0 I1 yes\n", "line 1: not 'article 0 image relevance'"),
        ("a-1 0 I1 --5\n", "line 1: not 'article 0 image relevance'"),
        ("a-1 0 I1 1\na-2 I2\n", "line 2: not 'article 0 image relevance'"),
        ("aid\tiid\na-1\t\n", "line 2: no image id"),
        ("a-1 0 I1 0\n", "none of its 0 lines"),
    ],
)
def test_a_file_that_is_not_right(qrels, text, message):
    with pytest.raises(DataError, match=message):
        qrels(text)


def test_flipped_bytes_never_pass_as_an_untyped_error(qrels):
    dice = random.Random(4)  # noqa: S311 - a repeatable choice of bytes
    originals = [lines("{aid} 0 {image} 1"), lines("{url}\t{image}"), "aid\tiid\n" + lines("{aid}\t{image}")]
    refused = 0
    for turn in range(600):
        data = bytearray(originals[turn % 3].encode())
        data[dice.randrange(len(data))] = dice.choice((*b' ",\r\n\0\t-', dice.randrange(256)))
        try:
            read = qrels(bytes(data))
        except MediaevalError:
            refused += 1
        else:
            assert set(read) <= set(IDS)
            assert set(read.values()) <= set(TRUTH.values())
    assert 300 < refused < 600

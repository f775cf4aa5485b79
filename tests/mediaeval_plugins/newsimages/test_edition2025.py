import pytest

from mediaeval import DataError, SplitName
from mediaeval_plugins.newsimages.edition2025 import LARGE_EVALUATED, SMALL, Edition2025


def name(split):
    return SplitName("2025", split)


@pytest.fixture
def data(tmp_path, write):
    rows = [f'{i},https://n.example/{i},"Title, {i}",a;b,IMG{i},https://i.example/{i}' for i in range(1, 8501)]
    header = "article_id,article_url,article_title,article_tags,image_id,image_url"
    write(tmp_path / "newsarticles.csv", "\ufeff" + "\r\n".join([header, *rows, ""]))
    write(tmp_path / "newsimages" / "IMG1.jpg", b"")
    return tmp_path


def test_the_subtasks_have_their_articles_and_the_whole_gallery(data):
    edition = Edition2025()
    sizes = {split: len(edition.read(name(split), data).articles) for split in edition.layouts}
    assert sizes == {"SMALL": 30, "LARGE": 8500, "LARGE-eval": 20}
    small = edition.read(name("SMALL"), data)
    assert {article.id for article in small.articles} == SMALL
    assert not SMALL & LARGE_EVALUATED
    assert len(small.images) == 8500
    assert small.articles[0].keys == {"article_id": "76", "url": "https://n.example/76"}
    assert small.articles[0].texts == {"title": "Title, 76", "tags": "a;b"}
    assert small.notes == ("newsarticles.csv: UTF-8 with a byte order mark",)
    assert edition.read_truth(name("SMALL"), data) == {i: f"IMG{i}" for i in SMALL}


def test_a_table_that_lacks_articles_of_the_subtask_is_refused(data, write):
    write(data / "newsarticles.csv", "article_id,article_title,image_id\n76,T,I\n")
    with pytest.raises(DataError, match=r"30 articles and 29 are not in this table: 238, 346"):
        Edition2025().read(name("SMALL"), data)


def test_there_is_no_training_half(data):
    with pytest.raises(DataError, match="2025:SMALL has no training half"):
        Edition2025().read(SplitName("2025", "SMALL", train=True), data)

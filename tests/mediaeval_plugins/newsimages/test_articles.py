import pytest

from mediaeval import DataError
from mediaeval_plugins.newsimages.articles import read_articles
from mediaeval_plugins.newsimages.table import read_table

KEYS = {"url": "url", "aid": "aid", "article": "article"}


@pytest.fixture
def articles(tmp_path, write):
    def read(text):
        return read_articles([read_table(write(tmp_path / "text.txt", text))], KEYS, ("aid", "url"))

    return read


def test_a_shared_number_is_no_submission_key(articles):
    read = articles("# article\taid\turl\ttitle\n7\ta-1\tu/1\tone\n7\ta-2\tu/2\ttwo\n")
    assert [article.id for article in read.articles] == ["a-1", "a-2"]
    assert read.submission_keys == ("url", "aid")
    assert read.articles[1].keys == {"url": "u/2", "aid": "a-2", "article": "7"}
    assert read.notes == ()


def test_an_unshared_number_is(articles):
    assert articles("article\taid\turl\ttitle\n1\ta\tu\tone\n2\tb\tv\ttwo\n").submission_keys == (
        "url",
        "aid",
        "article",
    )


@pytest.mark.parametrize("second", ["a-1", ""])
def test_the_address_steps_in_and_is_noted(articles, second):
    read = articles(f"article\taid\turl\ttitle\n1\ta-1\tu/1\tone\n2\t{second}\tu/2\ttwo\n")
    assert [article.id for article in read.articles] == ["u/1", "u/2"]
    assert read.submission_keys == ("url", "article")
    (note,) = read.notes
    assert "text.txt, line 3" in note
    assert "articles go by url instead" in note


def test_a_doubled_row_is_refused_with_both_lines(articles):
    with pytest.raises(DataError, match=r"by aid or url \(1 rows\)[\s\S]*line 4 has the aid 'a-1' of text.txt, line 2"):
        articles("article\taid\turl\ttitle\n1\ta-1\tu/1\tone\n2\ta-2\tu/2\ttwo\n1\ta-1\tu/1\tone\n")


def test_only_the_texts_that_are_there(articles):
    read = articles("url\ttitle\ttext\ttitleEN\ttextEN\timgFile\nu\tTitel\tText\tTitle\t\tx.jpg\n")
    assert read.articles[0].texts == {"title": "Titel", "text": "Text", "titleEN": "Title", "textEN": ""}


def test_a_table_without_articles_is_refused(articles):
    with pytest.raises(DataError, match="no article, only a header"):
        articles("aid\ttitle\n")


def test_a_table_without_titles_or_keys_is_refused(articles):
    with pytest.raises(DataError, match=r"no column 'title' or 'titleEN'; did you mean 'titel'\?"):
        articles("aid\ttitel\n1\tone\n")
    with pytest.raises(DataError, match=r"no column 'aid' or 'url'"):
        articles("article\ttitle\n1\tone\n")

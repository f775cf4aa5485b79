from mediaeval import SplitName
from mediaeval_plugins.newsimages.edition2026 import Edition2026

TEST = SplitName("2026", "TEST")
TRAIN = SplitName("2026", "TEST", train=True)


def test_test_articles_come_without_images(tmp_path, write):
    folder = tmp_path / "newsimages_test_and_evaluation_26_v1.0"
    text = "article_id,article_url,article_title,image_id\n8501,N/A,Caf\xe9 fire,N/A\n8502,N/A,Two,N/A\n"
    write(folder / "news_articles_test.csv", text.encode("cp1252"))
    edition = Edition2026()
    split = edition.read(TEST, tmp_path)
    assert [article.id for article in split.articles] == ["8501", "8502"]
    assert split.articles[0].keys == {"article_id": "8501"}
    assert split.articles[0].texts == {"title": "Café fire"}
    assert split.submission_keys == ("article_id",)
    assert split.images == ()
    assert split.notes[0] == "news_articles_test.csv: cp1252 (not UTF-8: byte 0xe9 in line 2)"
    assert edition.read_truth(TEST, tmp_path) is None


def test_the_training_half_has_them(tmp_path, write):
    folder = tmp_path / "newsimages_train_26_v1.1"
    write(folder / "news_articles.csv", "article_id,article_url,article_title,image_id\n1,u,One,abc\n")
    edition = Edition2026()
    assert edition.read(TRAIN, tmp_path).images[0].path == folder / "newsimages" / "abc.jpg"
    assert edition.read_truth(TRAIN, tmp_path) == {"1": "abc"}

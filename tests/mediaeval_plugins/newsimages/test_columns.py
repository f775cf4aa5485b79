import pytest

from mediaeval_plugins.newsimages.columns import canonical


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("# article", "article"),
        ("articleID", "article"),
        ("particleID", "article"),
        ("article_id", "article"),
        (" iid ", "iid"),
        ("image_id", "iid"),
        ("imageUrl", "img"),
        ("image_url", "img"),
        ("article_url", "url"),
        ("article_title", "title"),
        ("article_tags", "tags"),
        ("hashvalueImage", "hashvalue"),
        ("titleEN ", "titleEN"),
        ("TITLE_EN", "titleEN"),
        ("textEn", "textEN"),
        ("ImgFile", "imgFile"),
        ("Date", "date"),
        ("", ""),
        ("  ", ""),
        (" nReads ", "nReads"),
    ],
)
def test_one_name_for_each_column(name, expected):
    assert canonical(name) == expected

import pytest

from mediaeval import DataError
from mediaeval_plugins.newsimages.layout import configured, stem_layout

DEMO = stem_layout("Demo")


def test_the_stem_names_every_file():
    assert DEMO.test.articles == (("Demo-Dataset/Demo-Test-Text.txt", "Demo-Test-Text.txt"),)
    assert DEMO.test.images == ("Demo-Dataset/Demo-Test-Img.txt", "Demo-Test-Img.txt")
    assert DEMO.test.folders == ("Demo-Dataset/Demo-Test", "Demo-Test")
    assert DEMO.test.truth[0] == "Demo-Dataset/Demo-Test-GT.txt"
    assert DEMO.train.articles[0][0] == "Demo-Dataset/Demo-Training.txt"
    assert DEMO.train.folders[0] == "Demo-Dataset/Demo-Training"


def test_without_a_file_the_layout_stays(tmp_path):
    assert configured(DEMO, tmp_path, "2022", "RSS") is DEMO


def test_what_the_file_names_replaces_the_usual_place(tmp_path, write):
    write(
        tmp_path / "newsimages.toml",
        '[2022.RSS]\narticles = "t.txt"\nimages = "i.txt"\nfolder = "p"\n'
        'train = ["a.txt", "b.txt"]\ntrain-folder = "q"\n',
    )
    layout = configured(DEMO, tmp_path, "2022", "RSS")
    assert layout.test.articles == (("t.txt",),)
    assert layout.test.images == ("i.txt",)
    assert layout.test.folders == ("p",)
    assert layout.test.truth == DEMO.test.truth
    assert layout.train.articles == (("a.txt",), ("b.txt",))
    assert layout.train.folders == ("q",)
    assert configured(DEMO, tmp_path, "2022", "TW") == DEMO


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[2022.RSS\n", "is not a TOML file"),
        ('2022 = "RSS"\n', "2022 must be a table"),
        ('[2022]\nRSS = "t.txt"\n', r"2022\.RSS must be a table"),
        ('[2022.RSS]\nimage = "t.txt"\n', "has no key 'image'; did you mean 'images'"),
        ("[2022.RSS]\nimages = 3\n", "images must be a path, not 3"),
        ('[2022.RSS]\narticles = ["a", "b"]\n', "articles must be a path"),
        ("[2022.RSS]\ntrain = []\n", "train must be a path"),
        (b'[2022.RSS]\nimages = "\xff"\n', "is not a TOML file"),
    ],
)
def test_a_file_that_is_not_right(tmp_path, write, text, message):
    write(tmp_path / "newsimages.toml", text)
    with pytest.raises(DataError, match=message):
        configured(DEMO, tmp_path, "2022", "RSS")

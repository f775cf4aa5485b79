import pytest

from mediaeval import DataError, SplitName
from mediaeval_plugins.newsimages.edition2022 import Edition2022

RSS, RT = SplitName("2022", "RSS"), SplitName("2022", "RT")


def test_unknown_names_are_given_by_a_file(tmp_path, write_gdelt, write):
    with pytest.raises(DataError) as caught:
        Edition2022().read(RSS, tmp_path)
    assert "newsimages.toml" in caught.value.hint
    folder = write_gdelt(tmp_path / "mine", "News")
    write(
        tmp_path / "newsimages.toml",
        '[2022.RSS]\narticles = "mine/News-Test-Text.txt"\nfolder = "mine/News-Test"\n'
        f'images = "{folder / "News-Test-Img.txt"}"\n'
        'train = ["mine/News-Training.txt"]\n',
    )
    split = Edition2022().read(RSS, tmp_path)
    assert len(split.articles) == 6
    assert all(image.path.is_file() for image in split.images)
    assert len(Edition2022().read_truth(SplitName("2022", "RSS", train=True), tmp_path)) == 6


def test_the_rt_of_2023_is_not_taken_for_that_of_2022(tmp_path, write):
    write(tmp_path / "rt-test-text.txt", "url\ttitle\nu\tt\n")
    write(tmp_path / "rt-test-img.txt", "iid\thashvalue\ni\th\n")
    assert not Edition2022().locate(RT, tmp_path).found

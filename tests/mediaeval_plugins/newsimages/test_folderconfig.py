import pytest

from mediaeval import DataError
from mediaeval_plugins.newsimages.folderconfig import FolderConfig, read_config


def test_without_a_file_the_defaults_hold(tmp_path):
    assert read_config(tmp_path / "split.toml") == FolderConfig()


def test_columns_get_their_canonical_names(tmp_path, write):
    path = write(tmp_path / "split.toml", 'gallery = "folder"\n[columns]\nid = "k"\nimage = "k"\ntitle = " caption "\n')
    config = read_config(path)
    assert config.columns == {"article": "k", "iid": "k", "title": "caption"}
    assert config.gallery == "folder"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("csv =", "is not a TOML file"),
        ('image = "x"', "no such key as image; did you mean 'images'"),
        ('[columns]\ntitel = "x"', r"no such key as columns\.titel; did you mean 'title'"),
        ("columns = 1", "columns must be a table"),
        ("[columns]\nid = 1", r"columns\.id must be a string, not 1"),
        ("csv = ''", "csv must be a string"),
        ('gallery = "all"', "gallery must be 'listed' or 'folder', not 'all'"),
        ("gallery = ['listed']", "gallery must be"),
    ],
)
def test_a_file_that_is_not_right(tmp_path, write, text, message):
    with pytest.raises(DataError, match=message):
        read_config(write(tmp_path / "split.toml", text))

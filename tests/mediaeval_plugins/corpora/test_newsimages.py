from __future__ import annotations

from pathlib import Path

import pytest

from mediaeval import DataError
from mediaeval.testing import checks
from mediaeval_plugins.corpora.newsimages import NewsImages

HEADER = "# article\taid\turl\timg\tiid\thashvalue\ttitle\ttext\timgFile\tDate"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The training halves of 2023 in their layouts."""
    gdelt = tmp_path / "GDELT-Dataset"
    rows = [
        f"20230720\t20230720081500-{n}\thttps://n.example/{n}\thttps://i.example/{n}.jpg\t{n:032X}\t20230720081500-{n}\tTitle &amp; {n}\tpersons;x\t{n:032X}.jpg\t45"
        for n in range(1, 4)
    ]
    (gdelt / "GDELT-P1-Training").mkdir(parents=True)
    (gdelt / "GDELT-P1-Training.txt").write_text("\n".join([HEADER, *rows]) + "\n")
    (gdelt / "GDELT-P1-Training" / f"{1:032X}.jpg").write_bytes(b"x")
    rt = tmp_path / "RT-Dataset"
    (rt / "images-Train").mkdir(parents=True)
    (rt / "rt-train-textImg.txt").write_text(
        "article\taid\turl\timg\tiid\thashvalue\ttitle\ttext\timgFile\ttitleEN\ttextEN\n"
        "1\t11\thttps://de.rt.com/1\thttps://i/1\t7\tabc.jpg\tDer Titel\tText\tx.jpg\tThe title\tText\n"
    )
    (rt / "images-Train" / "abc.jpg").write_bytes(b"x")
    return tmp_path


def test_training_halves_of_several_editions(data: Path) -> None:
    pairs = list(NewsImages(splits=("GDELT-P1/train", "2023:RT/train"), data=data).pairs())
    assert [(pair.id, pair.title) for pair in pairs] == [
        ("2023:GDELT-P1/train/20230720081500-1", "Title & 1"),
        ("2023:GDELT-P1/train/20230720081500-2", "Title & 2"),
        ("2023:GDELT-P1/train/20230720081500-3", "Title & 3"),
        ("2023:RT/train/11", "The title"),
    ]
    assert pairs[0].image == data / "GDELT-Dataset" / "GDELT-P1-Training" / f"{1:032X}.jpg"
    assert pairs[3].image == data / "RT-Dataset" / "images-Train" / "abc.jpg"
    german = NewsImages(splits=("RT/train",), data=data, fields=("title",))
    assert [pair.title for pair in german.pairs()] == ["Der Titel"]


def test_a_test_half_is_refused(data: Path) -> None:
    for name in ("GDELT-P1", "2025:LARGE", "RT/train+RT"):
        with pytest.raises(DataError, match="is a test split, and nothing is trained on those"):
            next(NewsImages(splits=(name,), data=data).pairs())


def test_a_folder_of_ones_own_is_taken(colour_folder: Path) -> None:
    pairs = list(NewsImages(splits=(f"folder:{colour_folder}",)).pairs())
    assert len(pairs) == 12
    assert pairs[0].image == colour_folder / "images" / "IMG00.png"


def test_the_data_folder_is_that_of_the_environment(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAEVAL_DATA", str(data))
    assert len(list(NewsImages(splits=("GDELT-P1/train",)).pairs())) == 3


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="files are not there"):
        next(NewsImages(splits=("GDELT-P2/train",), data=tmp_path).pairs())
    with pytest.raises(DataError, match=r"there is no split 'GDLT/train'; did you mean"):
        next(NewsImages(splits=("GDLT/train",), data=tmp_path).pairs())


def test_it_keeps_every_promise_of_its_role(data: Path) -> None:
    for check in checks("corpus", NewsImages, splits=["GDELT-P1/train"], data=str(data)):
        check()


def test_the_real_training_half_of_2021(real_data: Path) -> None:
    corpus = NewsImages(splits=("2021:KStA/train",), data=real_data)
    pairs = list(corpus.pairs())
    assert len(pairs) > 7000
    assert len({pair.id for pair in pairs}) == len(pairs)
    assert sum(isinstance(pair.image, Path) for pair in pairs) > 7000

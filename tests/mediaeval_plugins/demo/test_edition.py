from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mediaeval import OutputError, SplitName, cache_folder
from mediaeval_plugins.demo import generate
from mediaeval_plugins.demo.edition import DemoEdition, data_folder

NAME = SplitName("demo", "demo")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A data set of a few articles, written the same way."""
    monkeypatch.setattr("mediaeval_plugins.demo.generate.TEST", 20)
    monkeypatch.setattr("mediaeval_plugins.demo.generate.TRAINING", 5)


@pytest.mark.usefixtures("quick")
def test_looking_makes_nothing_and_reading_makes_all(tmp_path: Path) -> None:
    demo = DemoEdition()
    assert demo.locate(NAME, tmp_path).found
    assert not cache_folder("demo").exists()
    split = demo.read(NAME, tmp_path)
    assert (len(split.articles), len(split.images)) == (20, 20)
    assert all(image.path.is_file() for image in split.images)
    truth = demo.read_truth(NAME, tmp_path)
    assert truth is not None
    assert set(truth) == {article.id for article in split.articles}
    assert set(truth.values()) == {image.id for image in split.images}
    assert len(demo.read(SplitName("demo", "demo", train=True), tmp_path).articles) == 5


@pytest.mark.usefixtures("quick")
def test_a_stopped_making_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(generate, "write_data", stop)
        with pytest.raises(KeyboardInterrupt):
            data_folder()
    assert [path for path in cache_folder("demo").rglob("*") if path.is_file()] == []
    assert (data_folder() / "Demo-Dataset" / "Demo-Test-GT.txt").is_file()


@pytest.mark.usefixtures("quick")
def test_two_that_make_it_at_once_agree() -> None:
    with ThreadPoolExecutor(2) as pool:
        folders = {future.result() for future in [pool.submit(data_folder) for _ in range(2)]}
    assert len(folders) == 1
    assert [path.name for path in folders.pop().iterdir()] == ["Demo-Dataset"]


def test_a_cache_that_cannot_be_written_is_one_sentence() -> None:
    cache_folder("demo").parent.mkdir(parents=True)
    cache_folder("demo").write_text("a file in the way")
    with pytest.raises(OutputError, match="Demo-Dataset: cannot be written"):
        data_folder()

from __future__ import annotations

import functools
from pathlib import Path

import click
import pytest

from mediaeval import ComponentTable, DataError, Pair, RunFileError, open_corpus, open_split
from mediaeval.cli import cli

LOOSE = '''
from pathlib import Path
from mediaeval import Corpus, Pair, hookimpl

class Mine:
    """One pair."""

    def __init__(self, data: Path = Path("data")):
        self.data = data

    def pairs(self):
        yield Pair("1", "One", self.data / "1.jpg")

@hookimpl
def mediaeval_corpora():
    yield Corpus("mine", f"{__name__}:Mine")
'''


@pytest.fixture
def ctx() -> click.Context:
    return click.Context(cli, obj=None)


def where(key: str) -> str:
    return f"news.toml, [corpus] {key}"


def test_a_corpus_is_opened_with_its_options(ctx: click.Context, tmp_path: Path) -> None:
    part = open_corpus(ctx, ComponentTable("demo", {"count": 3}), where, tmp_path)
    assert len(list(part.component.pairs())) == 3
    assert part.describe()["options"] == {"count": 3}


def test_a_loose_file_and_the_data_folder_reach_it(
    ctx: click.Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.py").write_text(LOOSE)
    open_mine = functools.partial(
        open_corpus, ctx, where=where, base=tmp_path / "runs", files=[str(tmp_path / "mine.py")]
    )
    monkeypatch.chdir(tmp_path)
    (pair,) = open_mine(ComponentTable("mine"), data=Path("sets")).component.pairs()
    assert pair == Pair("1", "One", tmp_path / "sets" / "1.jpg")
    (pair,) = open_mine(ComponentTable("mine", {"data": "own"}), data=Path("sets")).component.pairs()
    assert pair.image == tmp_path / "runs" / "own" / "1.jpg"


def test_what_is_wrong_has_its_place(ctx: click.Context, tmp_path: Path) -> None:
    with pytest.raises(
        RunFileError, match=r"news\.toml, \[corpus\] name: 'dmo' is not a corpus; did you mean 'demo'\?"
    ):
        open_corpus(ctx, ComponentTable("dmo"), where, tmp_path, data=tmp_path)
    with pytest.raises(
        RunFileError, match=r"\[corpus\] cuont: corpus 'demo' has no option 'cuont'; did you mean 'count'\?"
    ):
        open_corpus(ctx, ComponentTable("demo", {"cuont": 3}), where, tmp_path)


def test_a_split_is_opened_with_or_without_a_command(ctx: click.Context, tmp_path: Path, colour_folder: Path) -> None:
    name = f"folder:{colour_folder}"
    assert len(open_split(name, tmp_path).read().articles) == len(open_split(name, tmp_path, ctx).read().articles) == 12
    with pytest.raises(DataError, match="there is no split 'nowhere'"):
        open_split("nowhere", tmp_path)

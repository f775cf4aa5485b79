from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
import pytest

from mediaeval import RunFileError, open_corpus
from mediaeval.cli import cli
from mediaeval_plugins.corpora.corpusfile import read_corpus_file

Put = Callable[..., Path]

GOOD = """\
description = "two corpora"

[[corpus]]
name = "demo"
count = 5

[[corpus]]
name = "records"
source = "mine"
limit = 10
path = "a.csv"

[images]
min_side = 64

[leakage]
splits = ["demo"]
"""


def test_a_corpus_file_is_read_whole(put: Put, tmp_path: Path) -> None:
    file = read_corpus_file(str(put("news.toml", GOOD)))
    assert (file.name, file.description) == ("news", "two corpora")
    assert [(one.source, one.table.name, one.limit) for one in file.entries] == [
        ("demo", "demo", None),
        ("mine", "records", 10),
    ]
    assert file.entries[1].table.options == {"path": "a.csv"}
    assert (file.images.min_side, file.images.placeholder) == (64, 20)
    assert file.image_folder == Path("news-images")
    assert file.leakage.splits == ("demo",)
    again = read_corpus_file(
        str(put("news.toml", GOOD)), ["images.folder=kept", "corpus.1.limit=3", "leakage.distance=4"]
    )
    assert again.image_folder == tmp_path / "kept"
    assert again.entries[1].limit == 3
    assert again.leakage.distance == 4


def test_one_corpus_is_one_table(put: Put) -> None:
    file = read_corpus_file(str(put("a.toml", '[corpus]\nname = "demo"\n')), ["corpus.count=3"])
    assert file.entries[0].table.options == {"count": 3}


BAD = {
    "unknown table": (GOOD + "[leekage]\n", r"news\.toml, line 18: there is no table or key 'leekage'; did you mean 'leakage'\?"),
    "unknown key": (GOOD.replace("min_side", "minside"), r"line 14: \[images\] has no option 'minside'; did you mean 'min_side'\?"),
    "wrong type": (GOOD.replace("= 64", '= "64"'), r"line 14: \[images\]: min_side must be a valid integer, not '64'"),
    "out of bounds": (GOOD + "distance = 99\n", r"line 18: \[leakage\]: distance must be less than or equal to 16, not 99"),
    "no corpus": ('description = "x"\n', r"there is no \[\[corpus\]\] table"),
    "no name": (GOOD.replace('name = "demo"\n', ""), r"line 3, \[corpus.0\] name: must be given, as a string"),
    "not a table": ('corpus = "demo"\n', r"line 1, corpus: must be a table, not 'demo'"),
    "bad source": (GOOD.replace('"mine"', '"my own"'), r"line 9, \[corpus.1\] source: 'my own' must be letters"),
    "bad limit": (GOOD.replace("= 10", "= 0"), r"line 10, \[corpus.1\] limit: must be a number of pairs, not 0"),
    "same source": (GOOD.replace('"mine"', '"demo"'), r"line 7, \[corpus.1\]: there is a source 'demo' before"),
    "bad description": (GOOD.replace('"two corpora"', "2"), r"line 1, description: must be a string, not 2"),
    "not TOML": ("[[corpus\n", "not a TOML file"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_each_mistake_is_one_sentence_with_its_place(put: Put, case: str) -> None:
    text, message = BAD[case]
    with pytest.raises(RunFileError, match=message):
        read_corpus_file(str(put("news.toml", text)))


def test_a_file_that_is_not_there_names_the_nearest_shipped_one() -> None:
    with pytest.raises(RunFileError, match=r"corpus-dmo: there is no such .* file; did you mean 'corpus-demo'\?"):
        read_corpus_file("corpus-dmo")
    assert read_corpus_file("corpus-demo").name == "corpus-demo"
    assert read_corpus_file("runs/corpus-demo.toml").name == "corpus-demo"


def test_the_papers_corpora_are_shipped_with_options_that_fit(tmp_path: Path) -> None:
    file = read_corpus_file("corpus")
    context = click.Context(cli)
    for entry in file.entries:
        assert open_corpus(context, entry.table, partial(file.file.place, entry.place), tmp_path).component
    papers = {"nytimes800k", "n24news", "breaking-news", "al-jazeera", "cnn", "bbc", "huffpost", "bloomberg"}
    assert {entry.source for entry in file.entries} == papers | {"newsimages"}
    assert file.leakage.splits == ("GDELT-P1", "GDELT-P2", "RT")

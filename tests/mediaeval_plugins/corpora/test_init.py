from __future__ import annotations

import click

from mediaeval.plugins import get_plugins
from mediaeval.records import Command, Corpus


def test_every_corpus_can_be_named_and_opened() -> None:
    plugins = get_plugins(own_only=True)
    own = {found.record.name: found.load() for found in plugins.all(Corpus)}
    assert own.keys() >= {
        "al-jazeera", "bbc", "bloomberg", "breaking-news", "cnn", "demo", "goodnews", "huffpost", "n24news", "newsimages",
        "nytimes800k", "records", "webdataset",
    }  # fmt: skip
    command = plugins.find(Command, "corpus").load()
    assert isinstance(command, click.Group)
    assert set(command.commands) == {"build", "download", "show"}

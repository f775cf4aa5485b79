"""Shards cover everything once, and each has a file of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediaeval import Part, RunFileError
from mediaeval_plugins.paraphrase.sharding import find_part, path_of, share


@pytest.mark.parametrize("world", [1, 2, 3, 7])
def test_every_item_is_in_one_share(world):
    shares = [list(share(Part(rank, world), range(5))) for rank in range(world)]
    assert sorted(item for one in shares for item in one) == list(range(5))


def test_files():
    assert path_of(Part(), Path("a/views.jsonl")) == Path("a/views.jsonl")
    assert path_of(Part(1, 8), Path("a/views.jsonl")) == Path("a/views.1-of-8.jsonl")


def test_option_before_launcher(monkeypatch):
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert find_part(None) == Part(1, 2)
    assert find_part("0/3") == Part(0, 3)


@pytest.mark.parametrize("text", ["3/3", "1", "a/b", "", "-1/2"])
def test_what_is_no_shard(text):
    with pytest.raises(RunFileError, match="must read I/N"):
        find_part(text)

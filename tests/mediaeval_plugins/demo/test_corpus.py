from __future__ import annotations

import hashlib
import itertools

import pytest

from mediaeval.testing import checks
from mediaeval_plugins.demo.corpus import DemoCorpus
from mediaeval_plugins.demo.stories import tell


@pytest.mark.parametrize("check", checks("corpus", "demo", count=12), ids=str)
def test_it_keeps_every_promise_of_its_role(check) -> None:
    check()


def test_the_first_pairs_are_the_same_whatever_the_count() -> None:
    few, many = DemoCorpus(count=3), DemoCorpus(count=2000)
    assert (len(few), len(many)) == (3, 2000)
    assert list(few.pairs()) == list(itertools.islice(many.pairs(), 3))
    assert few.fingerprint() != many.fingerprint()


def test_it_tells_no_story_of_the_other_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mediaeval_plugins.demo.stories.Story.picture", lambda story: story.iid.encode())
    pairs = list(DemoCorpus(count=2000).pairs())
    others = [tell(half, number) for half in ("test", "training") for number in range(600)]
    assert not {pair.id for pair in pairs} & {story.iid for story in others}
    assert not {pair.title.casefold() for pair in pairs} & {tell("test", n).title.casefold() for n in range(320)}


def test_its_pictures_are_not_those_of_the_test_half() -> None:
    test = {hashlib.sha256(tell("test", number).picture()).digest() for number in range(40)}
    corpus = {hashlib.sha256(pair.image).digest() for pair in DemoCorpus(count=40).pairs()}
    assert len(corpus) == 40
    assert not corpus & test

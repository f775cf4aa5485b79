"""The demo as a training corpus: further invented headlines and drawn pictures, made as they are read.

``mediaeval corpus build corpus-demo`` makes a Parquet manifest of it in seconds, and `runs/finetune-demo.toml` trains
the demo model on that. Nothing of the test half is in it: a half seeds all that it tells, and a headline that chance
gave to a test article too is passed over.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Annotated

from annotated_types import Ge

from mediaeval import Pair
from mediaeval_plugins.demo.generate import TEST
from mediaeval_plugins.demo.stories import Story, tell

__all__ = ["DemoCorpus"]

_HALF = "corpus"


class DemoCorpus:
    """Invented headlines and drawn pictures in any number, with seeds of their own.

    Args:
        count: how many pairs; the first ones are the same whatever the count.
    """

    def __init__(self, *, count: Annotated[int, Ge(1)] = 2000) -> None:
        self.count = count

    def __len__(self) -> int:
        return self.count

    def pairs(self) -> Iterator[Pair]:
        """Each headline with the bytes of its JPEG, drawn now."""
        for story in itertools.islice(_stories(), self.count):
            yield Pair(id=story.iid, title=story.title, image=story.picture(), licence="made by this program")

    def fingerprint(self) -> dict[str, object]:
        """What decides the pairs beside the code."""
        return {"corpus": "demo", "half": _HALF, "count": self.count, "version": 1}


def _stories() -> Iterator[Story]:
    told = {tell("test", number).title.casefold() for number in range(TEST)}
    stories = (tell(_HALF, number) for number in itertools.count())
    return (story for story in stories if story.title.casefold() not in told)

"""The articles of the demo: which scene each tells of, in which words, and under which ids."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from mediaeval_plugins.demo.dice import Dice
from mediaeval_plugins.demo.headlines import OUTLETS, headline, tags
from mediaeval_plugins.demo.pictures import draw_picture
from mediaeval_plugins.demo.scenes import Scene, draw_scene, redraw

__all__ = ["Story", "tell"]

_FOLLOW_UP = 8  # every eighth article follows up on the one before: the same scene but for what is redrawn
_SAME_SCENE = 16  # every sixteenth shows the scene of the one before, photographed once more
_KEPT = (frozenset({"colour", "setting"}), frozenset({"count", "setting", "light"}), frozenset({"colour", "light"}))
_GERMAN = 8  # percent


@dataclass(frozen=True, slots=True)
class Story:
    """One article with its picture.

    Args:
        number: its place in its half, from 0.
        half: ``test`` or ``training``; the two share no seed.
        scene: what the picture shows.
        layout: seed of where things stand in it.
    """

    number: int
    half: str
    scene: Scene
    layout: str

    @property
    def iid(self) -> str:
        """Id of the picture: 32 hex digits that say nothing of the article."""
        return hashlib.md5(f"picture:{self.half}:{self.number}".encode(), usedforsecurity=False).hexdigest().upper()

    @property
    def aid(self) -> str:
        """Id of the article in GDELT's form, ``<yyyymmddHHMMSS>-<n>``."""
        day = 20 if self.half == "test" else 19
        minutes = 15 * (self.number // 40)
        return f"202307{day}{8 + minutes // 60 % 12:02d}{minutes % 60:02d}00-{self.number + 101}"

    @property
    def article(self) -> str:
        """The number that is not always unique, as in the real data."""
        return f"2023072008{self.number * 37 % 290 + 158000:06d}"

    @property
    def german(self) -> bool:
        """Whether the article is in German."""
        return self._dice("language").chance(_GERMAN)

    @property
    def title(self) -> str:
        """The headline."""
        return headline(self.scene, self._dice("title"), german=self.german)

    def paraphrase(self, variant: int = 0) -> str:
        """The same news in other words, in the language of the headline; ``variant`` gives yet others."""
        return headline(self.scene, self._dice(f"paraphrase {variant}"), german=self.german)

    @property
    def tags(self) -> str:
        """What GDELT found in the text."""
        return tags(self._dice("tags"))

    @property
    def url(self) -> str:
        """Where the article stands."""
        site = re.sub(r"\W+", "", self._dice("site").pick(OUTLETS)).lower()
        words = re.sub(r"\W+", "-", self.title.split(" | ")[0].lower()).strip("-")
        return f"https://{site}.example/{words}-{self.number + 40_000}"

    @property
    def date(self) -> str:
        """The ten-digit number in the column ``Date``, which is no date."""
        return str(4_512_687_505 + self.number * 311)

    def picture(self) -> bytes:
        """The bytes of its JPEG."""
        return draw_picture(self.scene, self.layout, f"{self.half}:{self.number}")

    def _dice(self, purpose: str) -> Dice:
        return Dice(f"{purpose}:{self.half}:{self.number}")


def tell(half: str, number: int) -> Story:
    """The story of a number: the same one, whatever was told before."""
    dice = Dice(f"story:{half}:{number}")
    if number % _SAME_SCENE == _SAME_SCENE - 3:
        before = tell(half, number - 1)
        return Story(number, half, before.scene, before.layout)
    if number % _FOLLOW_UP == _FOLLOW_UP - 1:
        before = tell(half, number - 1)
        return Story(number, half, redraw(before.scene, dice.pick(_KEPT), dice), f"{half}:{number}")
    return Story(number, half, draw_scene(dice), f"{half}:{number}")

"""What a picture of the demo shows: a setting, a light, and one or two kinds of thing in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mediaeval_plugins.demo.dice import Dice

__all__ = ["COLOURS", "FAMILIES", "KINDS", "LIGHTS", "SETTINGS", "Kind", "Scene", "Thing", "draw_scene", "redraw"]

SETTINGS = (
    "sea", "harbour", "city", "road", "field", "forest", "mountain", "desert", "snow", "airport", "stadium"
)  # fmt: skip
LIGHTS = ("day", "dusk", "night", "rain", "fog", "storm")
COLOURS = ("red", "blue", "green", "yellow", "white", "black", "orange", "purple", "grey", "brown", "pink")

_WATER = ("sea", "harbour")
_LAND = ("city", "road", "field", "forest", "mountain", "desert", "snow", "airport", "stadium")
_OPEN = ("field", "forest", "mountain", "desert", "snow")
_PAVED = ("city", "road", "airport", "stadium", "harbour")
_PAINT = ("red", "blue", "green", "yellow", "white", "black", "orange", "purple", "grey", "pink")
_FUR = ("brown", "black", "white", "grey")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing.

    Args:
        family: what a vague headline calls it.
        settings: where it is seen.
        colours: the colours it comes in; none where a colour says nothing about it.
        zone: ``ground`` or ``air``.
        width: of one of them, in percent of the picture's height.
        height: likewise.
    """

    family: str
    settings: tuple[str, ...]
    colours: tuple[str, ...]
    zone: str
    width: int
    height: int


KINDS: dict[str, Kind] = {
    "ship": Kind("vessel", _WATER, _PAINT, "ground", 60, 34),
    "sailboat": Kind("vessel", _WATER, _PAINT, "ground", 36, 48),
    "whale": Kind("animal", ("sea",), (), "ground", 48, 26),
    "lighthouse": Kind("building", _WATER, ("red", "blue", "black", "green"), "ground", 20, 62),
    "car": Kind("vehicle", (*_PAVED, "desert", "snow"), _PAINT, "ground", 42, 22),
    "bus": Kind("vehicle", ("city", "road", "mountain", "airport", "stadium"), _PAINT, "ground", 54, 30),
    "lorry": Kind("vehicle", (*_PAVED, "desert", "snow"), _PAINT, "ground", 54, 32),
    "train": Kind("vehicle", ("city", "field", "mountain", "forest", "snow"), _PAINT, "ground", 80, 24),
    "tractor": Kind("vehicle", ("field", "road", "forest", "snow"), _PAINT, "ground", 38, 32),
    "bicycle": Kind("vehicle", ("city", "road", "field", "forest", "stadium"), _PAINT, "ground", 38, 24),
    "plane": Kind("aircraft", (*_LAND, "sea"), _PAINT, "air", 54, 24),
    "helicopter": Kind("aircraft", (*_LAND, *_WATER), _PAINT, "air", 44, 24),
    "balloon": Kind("aircraft", (*_OPEN, "city", "sea", "stadium"), _PAINT, "air", 26, 38),
    "rocket": Kind("aircraft", ("desert", "field", "sea", "airport"), ("white", "red", "black", "orange"), "air", 16, 44),
    "bird": Kind("animal", (*_LAND, *_WATER), ("white", "black"), "air", 26, 14),
    "house": Kind("building", ("road", *_OPEN), _PAINT, "ground", 38, 38),
    "church": Kind("building", ("city", "road", "field", "mountain", "snow", "forest"), (), "ground", 34, 56),
    "factory": Kind("building", ("city", "road", "harbour", "field", "desert"), (), "ground", 54, 48),
    "tent": Kind("object", (*_OPEN, "stadium", "city"), _PAINT, "ground", 38, 28),
    "turbine": Kind("object", ("sea", "field", "mountain", "desert", "snow", "road"), (), "ground", 34, 64),
    "crane": Kind("object", ("city", "harbour", "airport", "stadium", "road"), ("yellow", "red", "blue"), "ground", 44, 64),
    "horse": Kind("animal", (*_OPEN, "stadium", "road"), _FUR, "ground", 40, 34),
    "cow": Kind("animal", ("field", "mountain", "road", "forest"), (), "ground", 40, 28),
    "sheep": Kind("animal", ("field", "mountain", "road", "snow"), ("white", "black"), "ground", 28, 22),
    "dog": Kind("animal", ("city", "road", "field", "forest", "snow", "harbour", "stadium"), _FUR, "ground", 28, 22),
    "tree": Kind("object", ("city", "road", "field", "mountain", "desert", "snow"), (), "ground", 32, 50),
    "flower": Kind("object", ("city", "field", "mountain", "forest", "stadium"), _PAINT[:1] + _PAINT[3:5] + _PAINT[6:8] + ("pink",), "ground", 22, 34),
    "fire": Kind("fire", (*_LAND, "harbour"), (), "ground", 34, 42),
    "person": Kind("people", (*_LAND, "harbour"), _PAINT, "ground", 16, 38),
    "flag": Kind("object", (*_LAND, *_WATER), (*_PAINT[:4], "white", "black", "orange"), "ground", 30, 48),
    "umbrella": Kind("object", ("city", "road", "field", "harbour", "stadium", "desert"), _PAINT, "ground", 36, 34),
    "ball": Kind("object", ("stadium", "city", "road", "field", "snow"), _PAINT, "ground", 18, 18),
    "trophy": Kind("object", ("stadium", "city", "airport"), ("yellow", "grey"), "ground", 24, 36),
    "statue": Kind("object", ("city", "harbour", "field", "road"), ("grey", "green", "yellow", "white"), "ground", 20, 52),
}  # fmt: skip
FAMILIES = tuple(sorted({kind.family for kind in KINDS.values()}))


@dataclass(frozen=True, slots=True)
class Thing:
    """One or several things of a kind and a colour; no colour where the kind has none to tell."""

    kind: str
    colour: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Scene:
    """What a picture shows."""

    setting: str
    light: str
    main: Thing
    second: Thing | None


def draw_scene(dice: Dice) -> Scene:
    """A scene at random: every kind as often as any other, in a setting where it is seen."""
    kind = dice.pick(tuple(KINDS))
    setting = dice.pick(KINDS[kind].settings)
    others = [name for name in KINDS if name != kind and setting in KINDS[name].settings]
    second = _draw_thing(dice, dice.pick(others), most=2) if dice.chance(55) else None
    return Scene(setting, dice.pick(LIGHTS), _draw_thing(dice, kind, most=5), second)


def redraw(scene: Scene, kept: frozenset[str], dice: Dice) -> Scene:
    """Another scene that agrees with ``scene`` in what is kept.

    Args:
        scene: the scene that is changed.
        kept: of ``colour``, ``count``, ``setting``, ``light`` and ``second`` those that stay; the main kind always does.
        dice: for what does not.
    """
    main = _draw_thing(dice, scene.main.kind, most=5)
    if "colour" in kept:
        main = replace(main, colour=scene.main.colour)
    if "count" in kept:
        main = replace(main, count=scene.main.count)
    other = draw_scene(dice)
    second = scene.second if "second" in kept else other.second
    if second and second.kind == main.kind:
        second = None
    setting = scene.setting if "setting" in kept else dice.pick(KINDS[main.kind].settings)
    return Scene(setting, scene.light if "light" in kept else other.light, main, second)


def _draw_thing(dice: Dice, kind: str, most: int) -> Thing:
    colours = KINDS[kind].colours
    count = dice.pick([count for count in (1, 1, 1, 2, 3, 5) if count <= most])
    return Thing(kind, dice.pick(colours) if colours else None, count)

"""From a scene to the bytes of a small JPEG."""

from __future__ import annotations

import io

from PIL import Image, ImageFilter

from mediaeval_plugins.demo.backdrops import GROUNDS, RGB, Canvas, draw_sky
from mediaeval_plugins.demo.dice import Dice
from mediaeval_plugins.demo.scenes import KINDS, Scene, Thing
from mediaeval_plugins.demo.shapes import SHAPES

__all__ = ["draw_picture"]

_OVERSIZE = 2  # drawn twice as large and reduced, for smooth edges

_PAINTS: dict[str, RGB] = {
    "red": (205, 35, 35), "blue": (40, 70, 200), "green": (30, 135, 60), "yellow": (240, 210, 40), "white": (246, 246, 246),
    "black": (28, 28, 30), "orange": (240, 130, 30), "purple": (130, 50, 160), "grey": (140, 142, 148), "brown": (125, 80, 45),
    "pink": (240, 130, 180), "tyre": (20, 20, 22), "glass": (150, 205, 225), "wood": (110, 72, 40), "slate": (62, 70, 88),
    "stone": (165, 162, 155), "brick": (160, 80, 62), "roof": (140, 60, 45), "lamp": (255, 238, 140), "leaf": (45, 120, 45),
    "flame": (245, 95, 20), "smoke": (110, 110, 112), "skin": (225, 175, 140), "foam": (225, 240, 250),
}  # fmt: skip

_VEILS: dict[str, tuple[RGB, int]] = {  # light: colour laid over the whole picture, and how much of it in percent
    "day": ((255, 255, 255), 0),
    "dusk": ((255, 130, 50), 16),
    "night": ((8, 12, 45), 48),
    "rain": ((120, 128, 138), 24),
    "fog": ((205, 208, 210), 52),
    "storm": ((40, 38, 60), 34),
}


def draw_picture(scene: Scene, layout: str, shot: str) -> bytes:
    """Draw a scene as a JPEG of 112 to 176 by 96 to 144 pixels.

    Args:
        scene: what is shown.
        layout: seed of where things stand.
        shot: seed of what differs between two pictures of one layout: size, crop, noise and compression.
    """
    dice = Dice(f"layout:{layout}")
    wide, high = dice.between(120, 176) * _OVERSIZE, dice.between(104, 144) * _OVERSIZE
    canvas = Canvas(wide, high, horizon=high * dice.between(44, 60) // 100)
    draw_sky(canvas, scene.light, dice)
    GROUNDS[scene.setting](canvas, dice)
    main_left = dice.chance(50)
    if scene.second:
        _place(canvas, scene.second, dice, size=62, left=50 if main_left else 0, right=100 if main_left else 50)
    edges = ((0, 62) if main_left else (38, 100)) if scene.second else (5, 95)
    _place(canvas, scene.main, dice, size=100, left=edges[0], right=edges[1])
    _weather(canvas, scene.light, dice)
    return _shoot(canvas.image, scene.light, Dice(f"shot:{shot}"))


def _place(canvas: Canvas, thing: Thing, dice: Dice, *, size: int, left: int, right: int) -> None:
    kind = KINDS[thing.kind]
    size = size * {1: 100, 2: 78, 3: 66, 5: 52}[thing.count] * dice.between(88, 112) // 10_000
    wide, high = canvas.height * kind.width * size // 10_000, canvas.height * kind.height * size // 10_000
    room = canvas.width * (right - left) // 100
    first = canvas.width * left // 100
    for number in range(thing.count):
        slot = room // thing.count
        x = first + number * slot + max(0, slot - wide) * dice.between(20, 80) // 100
        if kind.zone == "air":
            y = max(2, canvas.horizon * dice.between(8, 62) // 100 - high // 4)
        else:
            y = canvas.depth(dice.between(30, 85)) - high
        _draw_thing(canvas, thing, x, y, wide, high)


def _draw_thing(canvas: Canvas, thing: Thing, left: int, top: int, wide: int, high: int) -> None:
    main = _PAINTS[thing.colour or "slate"]
    shade = tuple(value * 7 // 10 for value in main)
    for form, paint, points in SHAPES[thing.kind]:
        fill = main if paint == "main" else shade if paint == "shade" else _PAINTS[paint]
        places = [
            (top + value * high // 100) if odd % 2 else (left + value * wide // 100) for odd, value in enumerate(points)
        ]
        if form == "polygon":
            canvas.pen.polygon(places, fill=fill)
        elif form == "ellipse":
            canvas.pen.ellipse(places, fill=fill)
        else:
            canvas.pen.line(places, fill=fill, width=max(2, canvas.height // 70))


def _weather(canvas: Canvas, light: str, dice: Dice) -> None:
    paint, percent = _VEILS[light]
    canvas.image.paste(Image.blend(canvas.image, Image.new("RGB", canvas.image.size, paint), percent / 100))
    if light in ("rain", "storm"):
        for _ in range(70):
            x, y = dice.below(canvas.width), dice.below(canvas.height)
            canvas.pen.line((x, y, x - 5, y + 18), fill=(185, 195, 210), width=1)
    if light == "storm":
        x, y = dice.between(canvas.width // 5, canvas.width * 4 // 5), 0
        bolt = [(x, y)]
        while y < canvas.horizon:
            x, y = x + dice.between(-16, 16), y + canvas.horizon // 5
            bolt.append((x, y))
        canvas.pen.line(bolt, fill=(255, 250, 190), width=4)


def _shoot(image: Image.Image, light: str, dice: Dice) -> bytes:
    wide, high = image.size
    crop = (
        wide * dice.below(5) // 100,
        high * dice.below(5) // 100,
        wide - wide * dice.below(5) // 100,
        high - high * dice.below(5) // 100,
    )
    image = image.crop(crop).reduce(_OVERSIZE)
    if light == "fog" or dice.chance(15):
        image = image.filter(ImageFilter.BoxBlur(1))
    grain = Image.frombytes("L", image.size, dice.bytes(image.width * image.height)).convert("RGB")
    image = Image.blend(image, grain, dice.between(4, 12) / 100)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=dice.between(68, 88))
    return file.getvalue()

"""Sky and ground: one function for each setting, after the sky of the light."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageDraw

from mediaeval_plugins.demo.dice import Dice

__all__ = ["GROUNDS", "RGB", "Canvas", "draw_sky"]

RGB = tuple[int, int, int]

_SKIES: dict[str, tuple[RGB, RGB]] = {
    "day": ((70, 140, 230), (190, 220, 250)),
    "dusk": ((90, 60, 130), (255, 150, 70)),
    "night": ((8, 10, 35), (30, 40, 80)),
    "rain": ((110, 118, 128), (165, 170, 175)),
    "fog": ((190, 195, 198), (215, 218, 220)),
    "storm": ((35, 35, 50), (85, 80, 95)),
}


class Canvas:
    """A picture that is being drawn.

    Args:
        width: in pixels.
        height: in pixels.
        horizon: the row where the ground begins.
    """

    def __init__(self, width: int, height: int, horizon: int) -> None:
        self.width, self.height, self.horizon = width, height, horizon
        self.image = Image.new("RGB", (width, height))
        self.pen = ImageDraw.Draw(self.image)

    def box(self, left: int, top: int, right: int, bottom: int, paint: RGB) -> None:
        """A filled rectangle; places in percent of the width and of the height."""
        w, h = self.width, self.height
        self.pen.rectangle((left * w // 100, top * h // 100, right * w // 100, bottom * h // 100), fill=paint)

    def ground(self, paint: RGB) -> None:
        """Everything below the horizon in one colour."""
        self.pen.rectangle((0, self.horizon, self.width, self.height), fill=paint)

    def depth(self, percent: int) -> int:
        """The row that lies so far down from the horizon to the lower edge."""
        return self.horizon + (self.height - self.horizon) * percent // 100


def draw_sky(canvas: Canvas, light: str, dice: Dice) -> None:
    """The sky, from the upper edge to the horizon, with sun, moon, stars or clouds."""
    top, low = _SKIES[light]
    for y in range(canvas.horizon):
        mix = [(a * (canvas.horizon - y) + b * y) // canvas.horizon for a, b in zip(top, low, strict=True)]
        canvas.pen.line((0, y, canvas.width, y), fill=(mix[0], mix[1], mix[2]))
    x, y, r = dice.below(canvas.width), dice.below(canvas.horizon // 2), canvas.height // 14
    if light == "day":
        canvas.pen.ellipse((x - r, y - r, x + r, y + r), fill=(255, 236, 120))
        _clouds(canvas, dice, (250, 250, 252), dice.below(3))
    elif light == "dusk":
        y = canvas.horizon
        canvas.pen.ellipse((x - 2 * r, y - 2 * r, x + 2 * r, y + 2 * r), fill=(255, 210, 110))
    elif light == "night":
        canvas.pen.ellipse((x - r, y - r, x + r, y + r), fill=(245, 240, 210))
        for _ in range(25):
            sx, sy = dice.below(canvas.width), dice.below(canvas.horizon)
            canvas.pen.rectangle((sx, sy, sx + 1, sy + 1), fill=(255, 255, 255))
    elif light in ("rain", "storm"):
        _clouds(canvas, dice, (80, 84, 92) if light == "rain" else (45, 42, 58), 4)


def _clouds(canvas: Canvas, dice: Dice, paint: RGB, count: int) -> None:
    for _ in range(count):
        x, y = dice.below(canvas.width), dice.below(canvas.horizon // 2)
        r = canvas.height // 12
        for step in range(3):
            canvas.pen.ellipse((x + step * r, y - r // 2, x + (step + 2) * r, y + r), fill=paint)


def _sea(canvas: Canvas, dice: Dice) -> None:
    canvas.ground((28, 82, 140))
    for _ in range(36):
        x, y = dice.below(canvas.width), canvas.depth(dice.below(100))
        canvas.pen.arc((x, y, x + 18, y + 8), 180, 360, fill=(150, 195, 225), width=2)


def _harbour(canvas: Canvas, dice: Dice) -> None:
    canvas.ground((60, 100, 125))
    canvas.pen.rectangle((0, canvas.horizon - canvas.height // 14, canvas.width, canvas.horizon), fill=(120, 100, 90))
    for x in range(0, canvas.width, canvas.width // 6):
        paint = dice.pick(((170, 60, 50), (50, 90, 150), (200, 150, 40), (70, 120, 80)))
        high = canvas.height // 14 * dice.between(1, 2)
        canvas.pen.rectangle((x, canvas.horizon - high, x + canvas.width // 7, canvas.horizon - 3), fill=paint)
    canvas.pen.rectangle((0, canvas.depth(84), canvas.width, canvas.height), fill=(135, 130, 125))
    for x in range(canvas.width // 10, canvas.width, canvas.width // 4):
        canvas.pen.rectangle((x, canvas.depth(74), x + 8, canvas.depth(90)), fill=(50, 45, 45))


def _city(canvas: Canvas, dice: Dice) -> None:
    x = -dice.below(20)
    while x < canvas.width:
        wide, high = dice.between(24, 44), dice.between(canvas.height // 6, canvas.height * 2 // 5)
        tone = dice.between(70, 130)
        canvas.pen.rectangle((x, canvas.horizon - high, x + wide, canvas.horizon), fill=(tone, tone, tone + 15))
        for row in range(canvas.horizon - high + 5, canvas.horizon - 5, 11):
            for column in range(x + 4, x + wide - 5, 9):
                if dice.chance(55):
                    canvas.pen.rectangle((column, row, column + 3, row + 5), fill=(235, 215, 130))
        x += wide + 2
    canvas.ground((125, 125, 128))
    canvas.pen.rectangle((0, canvas.depth(45), canvas.width, canvas.height), fill=(70, 70, 74))


def _road(canvas: Canvas, dice: Dice) -> None:
    canvas.ground((95, 140, 75))
    w = canvas.width
    middle = w // 2 + dice.between(-w // 10, w // 10)
    canvas.pen.polygon(
        (
            (middle - w // 16, canvas.horizon),
            (middle + w // 16, canvas.horizon),
            (w, canvas.height),
            (0, canvas.height),
        ),
        fill=(85, 85, 90),
    )
    for step in range(0, 100, 25):
        half = 1 + step // 25
        box = (middle - half, canvas.depth(step), middle + half, canvas.depth(step + 14))
        canvas.pen.rectangle(box, fill=(240, 240, 235))


def _field(canvas: Canvas, dice: Dice) -> None:
    canvas.ground((120, 170, 70))
    middle = dice.below(canvas.width)
    for x in range(-2 * canvas.width, 3 * canvas.width, canvas.width // 5):
        canvas.pen.line((middle, canvas.horizon, x, canvas.height), fill=(150, 190, 80), width=4)


def _forest(canvas: Canvas, dice: Dice) -> None:
    canvas.ground((45, 80, 45))
    for x in range(-10, canvas.width, 18):
        high = dice.between(canvas.height // 5, canvas.height // 3)
        paint = (20, dice.between(60, 95), 40)
        foot = canvas.horizon + 6
        canvas.pen.polygon(((x, foot), (x + 15, foot - high), (x + 30, foot)), fill=paint)


def _mountain(canvas: Canvas, dice: Dice) -> None:
    for _ in range(4):
        x, high = dice.below(canvas.width), dice.between(canvas.height // 4, canvas.height * 2 // 5)
        foot, half = canvas.horizon, canvas.width // 4
        canvas.pen.polygon(((x - half, foot), (x, foot - high), (x + half, foot)), fill=(110, 105, 115))
        cap = half // 3
        canvas.pen.polygon(
            ((x - cap, foot - high * 2 // 3), (x, foot - high), (x + cap, foot - high * 2 // 3)), fill=(245, 248, 252)
        )
    canvas.ground((100, 140, 85))


def _desert(canvas: Canvas, dice: Dice) -> None:
    canvas.ground((226, 190, 120))
    for _ in range(5):
        x, y = dice.between(-canvas.width // 4, canvas.width), canvas.depth(dice.below(70))
        paint = dice.pick(((214, 172, 98), (238, 206, 142)))
        canvas.pen.chord((x, y, x + canvas.width // 2, y + canvas.height // 4), 180, 360, fill=paint)


def _snow(canvas: Canvas, dice: Dice) -> None:
    canvas.ground((238, 242, 248))
    for _ in range(60):
        x, y = dice.below(canvas.width), dice.below(canvas.height)
        canvas.pen.ellipse((x, y, x + 4, y + 4), fill=(255, 255, 255))


def _airport(canvas: Canvas, dice: Dice) -> None:
    canvas.ground((150, 152, 150))
    canvas.pen.rectangle((0, canvas.depth(30), canvas.width, canvas.depth(80)), fill=(72, 74, 80))
    for x in range(dice.below(20), canvas.width, 40):
        canvas.pen.rectangle((x, canvas.depth(52), x + 22, canvas.depth(58)), fill=(245, 245, 245))
    x = dice.below(canvas.width * 3 // 4)
    canvas.pen.rectangle((x, canvas.horizon - canvas.height // 4, x + 14, canvas.horizon), fill=(200, 200, 205))
    top = canvas.horizon - canvas.height // 3
    canvas.pen.rectangle((x - 8, top, x + 22, top + canvas.height // 10), fill=(60, 110, 130))


def _stadium(canvas: Canvas, dice: Dice) -> None:
    top = canvas.horizon - canvas.height // 4
    canvas.pen.rectangle((0, top, canvas.width, canvas.horizon), fill=(95, 95, 105))
    for _ in range(160):
        x, y = dice.below(canvas.width), dice.between(top + 3, canvas.horizon - 4)
        paint = dice.pick(((230, 80, 70), (240, 220, 90), (90, 130, 220), (240, 240, 240), (225, 180, 150)))
        canvas.pen.rectangle((x, y, x + 3, y + 3), fill=paint)
    for stripe in range(0, 100, 20):
        paint = (60, 150, 60) if stripe % 40 else (80, 172, 76)
        canvas.pen.rectangle((0, canvas.depth(stripe), canvas.width, canvas.depth(stripe + 20)), fill=paint)
    canvas.pen.line((0, canvas.depth(50), canvas.width, canvas.depth(50)), fill=(240, 245, 240), width=2)


GROUNDS: dict[str, Callable[[Canvas, Dice], None]] = {
    "sea": _sea,
    "harbour": _harbour,
    "city": _city,
    "road": _road,
    "field": _field,
    "forest": _forest,
    "mountain": _mountain,
    "desert": _desert,
    "snow": _snow,
    "airport": _airport,
    "stadium": _stadium,
}

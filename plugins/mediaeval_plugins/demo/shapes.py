"""How each kind of thing looks: a few flat shapes in a box of 100 by 100."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["SHAPES", "Part"]

Form = Literal["polygon", "ellipse", "line"]


class Part(NamedTuple):
    """One flat shape.

    Args:
        form: how the points are joined; an ellipse has two, the corners of its box.
        paint: ``main`` for the thing's own colour, ``shade`` for a darker tone of it, else a colour's name.
        points: x and y in turns, from 0 to 100, y downwards.
    """

    form: Form
    paint: str
    points: tuple[int, ...]


def _polygon(paint: str, *points: int) -> Part:
    return Part("polygon", paint, points)


def _ellipse(paint: str, *points: int) -> Part:
    return Part("ellipse", paint, points)


def _line(paint: str, *points: int) -> Part:
    return Part("line", paint, points)


def _box(paint: str, left: int, top: int, right: int, bottom: int) -> Part:
    return Part("polygon", paint, (left, top, right, top, right, bottom, left, bottom))


def _wheels(*centres: int, radius: int = 9, tall: int = 18) -> tuple[Part, ...]:
    return tuple(_ellipse("tyre", x - radius, 100 - 2 * tall, x + radius, 100) for x in centres)


def _legs(paint: str, *xs: int, top: int = 60) -> tuple[Part, ...]:
    return tuple(_box(paint, x, top, x + 6, 100) for x in xs)


SHAPES: dict[str, tuple[Part, ...]] = {
    "ship": (
        _box("white", 25, 35, 75, 62), _box("shade", 55, 5, 66, 35),
        _polygon("main", 0, 58, 100, 58, 86, 100, 12, 100),
        *(_box("glass", x, 42, x + 7, 52) for x in (30, 42, 54, 65)),
    ),
    "sailboat": (
        _line("wood", 48, 0, 48, 80), _polygon("main", 52, 4, 52, 72, 98, 72), _polygon("shade", 44, 12, 44, 72, 8, 72),
        _polygon("wood", 5, 80, 95, 80, 78, 100, 22, 100),
    ),
    "whale": (
        _ellipse("slate", 0, 35, 78, 130), _polygon("slate", 66, 75, 88, 20, 100, 30, 80, 90),
        _ellipse("tyre", 12, 68, 18, 78), _line("foam", 30, 34, 30, 8), _line("foam", 30, 10, 20, 0), _line("foam", 30, 10, 40, 0),
    ),
    "lighthouse": (
        _polygon("white", 30, 22, 70, 22, 85, 100, 15, 100), _polygon("main", 27, 38, 73, 38, 77, 54, 23, 54),
        _polygon("main", 20, 70, 80, 70, 84, 86, 16, 86), _box("lamp", 34, 8, 66, 22), _polygon("main", 28, 8, 72, 8, 50, 0),
    ),
    "car": (
        _polygon("main", 0, 50, 18, 48, 32, 10, 70, 10, 86, 48, 100, 54, 100, 84, 0, 84),
        _polygon("glass", 24, 46, 36, 18, 48, 18, 48, 46), _polygon("glass", 53, 46, 53, 18, 67, 18, 78, 46), *_wheels(22, 78, radius=10, tall=19),
    ),
    "bus": (
        _box("main", 0, 5, 100, 86), *(_box("glass", x, 20, x + 14, 48) for x in (5, 24, 43, 62)), _box("glass", 82, 20, 96, 80),
        _box("shade", 0, 62, 78, 70), *_wheels(20, 72, radius=9, tall=16),
    ),
    "lorry": (
        _box("main", 0, 0, 66, 82), _polygon("shade", 70, 28, 88, 28, 100, 58, 100, 82, 70, 82), _polygon("glass", 76, 34, 87, 34, 94, 56, 76, 56),
        *_wheels(15, 32, 84, radius=8, tall=15),
    ),
    "train": (
        _polygon("main", 0, 15, 80, 15, 100, 60, 100, 86, 0, 86), *(_box("glass", x, 30, x + 9, 54) for x in range(4, 70, 14)),
        _box("white", 0, 64, 94, 70), _box("shade", 32, 15, 34, 86), _box("shade", 64, 15, 66, 86), _line("tyre", 0, 96, 100, 96),
    ),
    "tractor": (
        _box("main", 45, 42, 98, 74), _box("shade", 12, 4, 50, 10), _box("glass", 16, 10, 46, 44), _box("main", 12, 44, 52, 74),
        _line("tyre", 82, 42, 82, 14), _ellipse("tyre", 2, 44, 46, 100), _ellipse("main", 14, 60, 34, 84), _ellipse("tyre", 74, 64, 100, 100),
    ),
    "bicycle": (
        _ellipse("tyre", 0, 36, 40, 100), _ellipse("white", 5, 44, 35, 92), _ellipse("tyre", 60, 36, 100, 100), _ellipse("white", 65, 44, 95, 92),
        _line("main", 20, 68, 40, 20), _line("main", 40, 20, 70, 20), _line("main", 70, 20, 80, 68), _line("main", 48, 68, 70, 22),
        _line("main", 20, 68, 48, 68), _line("main", 48, 68, 36, 12), _line("tyre", 30, 12, 44, 12), _line("tyre", 66, 8, 78, 6),
    ),
    "plane": (
        _polygon("main", 0, 10, 12, 10, 24, 40, 84, 40, 100, 54, 84, 68, 20, 68, 8, 44), _polygon("shade", 40, 54, 62, 54, 36, 100, 26, 100),
        _polygon("shade", 46, 40, 58, 40, 42, 16, 34, 16), *(_box("glass", x, 46, x + 4, 52) for x in range(28, 84, 9)),
    ),
    "helicopter": (
        _ellipse("main", 34, 26, 92, 90), _polygon("main", 0, 38, 50, 44, 50, 60, 0, 48), _polygon("shade", 0, 20, 8, 20, 8, 56, 0, 56),
        _ellipse("glass", 68, 36, 90, 66), _line("tyre", 62, 28, 62, 8), _line("tyre", 20, 8, 100, 8), _line("tyre", 40, 98, 90, 98),
    ),
    "balloon": (
        _ellipse("main", 0, 0, 100, 72), _ellipse("shade", 33, 0, 67, 72), _line("wood", 20, 58, 40, 86), _line("wood", 80, 58, 60, 86),
        _box("wood", 38, 84, 62, 100),
    ),
    "rocket": (
        _polygon("main", 50, 0, 72, 20, 72, 72, 28, 72, 28, 20), _polygon("shade", 28, 50, 6, 78, 28, 72), _polygon("shade", 72, 50, 94, 78, 72, 72),
        _ellipse("glass", 40, 24, 60, 34), _polygon("flame", 32, 74, 68, 74, 50, 100), _polygon("lamp", 42, 74, 58, 74, 50, 88),
    ),
    "bird": (
        _polygon("main", 0, 20, 30, 10, 50, 60, 70, 10, 100, 20, 72, 34, 54, 100, 46, 100, 28, 34),
    ),
    "house": (
        _box("main", 8, 42, 92, 100), _polygon("roof", 0, 44, 50, 0, 100, 44), _box("wood", 42, 64, 58, 100),
        _box("lamp", 16, 54, 34, 72), _box("lamp", 66, 54, 84, 72),
    ),
    "church": (
        _box("stone", 30, 54, 100, 100), _polygon("roof", 28, 56, 65, 36, 104, 56), _box("stone", 4, 30, 36, 100), _polygon("slate", 0, 32, 20, 0, 40, 32),
        _box("tyre", 14, 76, 26, 100), _ellipse("glass", 12, 40, 28, 54), _box("glass", 50, 66, 58, 88), _box("glass", 74, 66, 82, 88),
    ),
    "factory": (
        _box("brick", 0, 62, 100, 100), _polygon("brick", 0, 62, 0, 46, 25, 62, 25, 46, 50, 62, 50, 46, 75, 62),
        _box("brick", 78, 22, 92, 70), _ellipse("smoke", 70, 2, 92, 20), _ellipse("smoke", 46, 0, 76, 14),
        *(_box("lamp", x, 72, x + 10, 84) for x in (8, 28, 48, 68)),
    ),
    "tent": (
        _polygon("main", 50, 0, 100, 100, 0, 100), _polygon("shade", 50, 0, 66, 100, 34, 100), _polygon("tyre", 50, 40, 58, 100, 42, 100),
    ),
    "turbine": (
        _polygon("white", 47, 36, 53, 36, 57, 100, 43, 100), _polygon("white", 50, 34, 44, 4, 52, 0), _polygon("white", 50, 34, 100, 46, 98, 54),
        _polygon("white", 50, 34, 4, 56, 0, 48), _ellipse("stone", 44, 31, 56, 38),
    ),
    "crane": (
        _box("main", 28, 14, 38, 100), _box("main", 0, 14, 100, 20), _polygon("shade", 33, 0, 40, 14, 26, 14), _line("tyre", 33, 2, 96, 14),
        _line("tyre", 82, 20, 82, 52), _box("wood", 74, 52, 90, 60), _box("stone", 4, 20, 16, 30),
    ),
    "horse": (
        _ellipse("main", 14, 34, 74, 70), *_legs("main", 18, 28, 58, 68), _polygon("main", 60, 44, 78, 8, 98, 24, 94, 32, 82, 28, 74, 56),
        _polygon("shade", 62, 38, 74, 2, 80, 10, 68, 44), _polygon("shade", 16, 40, 4, 46, 0, 82, 10, 60),
    ),
    "cow": (
        _ellipse("white", 8, 24, 80, 74), *_legs("white", 14, 26, 60, 70), _ellipse("tyre", 20, 28, 42, 54), _ellipse("tyre", 48, 42, 66, 64),
        _ellipse("white", 74, 14, 100, 48), _ellipse("tyre", 78, 12, 88, 26), _ellipse("pink", 86, 34, 100, 48),
    ),
    "sheep": (
        *_legs("tyre", 22, 34, 58, 68), _ellipse("main", 6, 14, 44, 76), _ellipse("main", 26, 4, 66, 78), _ellipse("main", 48, 14, 82, 76),
        _ellipse("slate", 72, 18, 98, 58),
    ),
    "dog": (
        _polygon("main", 12, 42, 72, 42, 72, 72, 12, 72), *_legs("main", 12, 22, 58, 66), _ellipse("main", 60, 8, 94, 50), _polygon("shade", 64, 6, 74, 6, 68, 36),
        _polygon("main", 14, 50, 0, 16, 6, 14, 22, 44), _ellipse("tyre", 90, 24, 98, 34),
    ),
    "tree": (
        _box("wood", 43, 58, 57, 100), _ellipse("leaf", 0, 16, 60, 66), _ellipse("leaf", 40, 16, 100, 66), _ellipse("leaf", 18, 0, 82, 56),
    ),
    "flower": (
        _line("leaf", 50, 40, 50, 100), _ellipse("leaf", 50, 66, 84, 80), _ellipse("main", 30, 0, 70, 28), _ellipse("main", 30, 32, 70, 60),
        _ellipse("main", 4, 14, 48, 44), _ellipse("main", 52, 14, 96, 44), _ellipse("lamp", 34, 18, 66, 42),
    ),
    "fire": (
        _polygon("flame", 8, 100, 0, 56, 16, 68, 24, 20, 42, 50, 54, 0, 70, 44, 84, 26, 100, 64, 92, 100),
        _polygon("lamp", 26, 100, 24, 74, 38, 84, 50, 44, 64, 80, 76, 70, 76, 100), _ellipse("smoke", 58, 0, 100, 18),
    ),
    "person": (
        _ellipse("skin", 28, 0, 72, 24), _polygon("main", 12, 26, 88, 26, 80, 66, 20, 66), _box("slate", 24, 64, 46, 100), _box("slate", 54, 64, 76, 100),
        _box("skin", 4, 28, 16, 60), _box("skin", 84, 28, 96, 60),
    ),
    "flag": (
        _box("slate", 4, 0, 10, 100), _polygon("main", 10, 2, 40, 8, 70, 2, 100, 8, 100, 48, 70, 42, 40, 48, 10, 42),
        _polygon("shade", 10, 18, 40, 24, 70, 18, 100, 24, 100, 32, 70, 26, 40, 32, 10, 26),
    ),
    "umbrella": (
        _line("wood", 50, 30, 50, 96), _line("wood", 50, 96, 62, 90), _polygon("main", 0, 52, 10, 22, 34, 4, 66, 4, 90, 22, 100, 52, 75, 44, 50, 52, 25, 44),
        _polygon("shade", 34, 4, 66, 4, 75, 44, 50, 52, 25, 44),
    ),
    "ball": (
        _ellipse("main", 0, 0, 100, 100), _ellipse("shade", 32, 32, 68, 68), _line("shade", 50, 50, 50, 2), _line("shade", 50, 50, 92, 76),
        _line("shade", 50, 50, 8, 76),
    ),
    "trophy": (
        _ellipse("shade", 0, 8, 34, 46), _ellipse("shade", 66, 8, 100, 46), _polygon("main", 14, 0, 86, 0, 74, 52, 54, 64, 54, 82, 46, 82, 46, 64, 26, 52),
        _box("wood", 24, 82, 76, 100),
    ),
    "statue": (
        _box("stone", 10, 74, 90, 100), _box("stone", 22, 64, 78, 76), _ellipse("main", 36, 4, 64, 20), _polygon("main", 30, 20, 70, 20, 66, 64, 34, 64),
        _polygon("main", 66, 22, 94, 0, 98, 6, 70, 34),
    ),
}  # fmt: skip

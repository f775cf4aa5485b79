from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mediaeval.report.thumbnails import STEPS, embedded_size, make_thumbnails
from mediaeval.split import GalleryImage


@pytest.fixture
def gallery(tmp_path: Path) -> list[GalleryImage]:
    """Twelve pictures, of which two are the same."""
    rng = np.random.default_rng(2)
    found = []
    for n in range(12):
        path = tmp_path / f"{n:02d}.png"
        rough = Image.fromarray(rng.integers(0, 255, (24, 32, 3), dtype=np.uint8))
        rough.resize((360, 270), Image.Resampling.BICUBIC).save(path)
        found.append(GalleryImage(path.stem, path))
    (tmp_path / "11.png").write_bytes((tmp_path / "00.png").read_bytes())
    return found


def total(data: object) -> int:
    return sum(embedded_size(one) for one in data)  # type: ignore[attr-defined]


def test_with_room_pictures_are_as_large_as_they_come_and_equal_ones_shared(gallery: list[GalleryImage]) -> None:
    made = make_thumbnails(gallery, 10**9)
    assert made.step == STEPS[0]
    assert len(made.data) == 11
    assert made.place["00"] == made.place["11"]
    assert not made.left_out
    assert not made.unusable
    with Image.open(io.BytesIO(made.data[0])) as picture:
        assert (picture.format, picture.size) == ("WEBP", (320, 240))


@pytest.mark.parametrize("part", [0.9, 0.6, 0.4])
def test_they_keep_to_their_room(gallery: list[GalleryImage], part: float) -> None:
    room = int(total(make_thumbnails(gallery, 10**9).data) * part)
    made = make_thumbnails(gallery, room)
    assert total(made.data) <= room
    assert len(made.place) == 12
    assert made.step is not None
    assert made.step < STEPS[0]


def test_without_room_the_least_wanted_are_left_out(gallery: list[GalleryImage]) -> None:
    room = int(total(make_thumbnails(gallery, 10**9).data) * 0.1)
    made = make_thumbnails(gallery, room)
    assert total(made.data) <= room
    assert made.step == STEPS[-1]
    assert {"00", "11"} <= set(made.place)  # the most wanted, and one that costs nothing more
    assert "10" in made.left_out
    assert set(made.place) | set(made.left_out) == {image.id for image in gallery}
    assert make_thumbnails(gallery, 1).step is None


def test_the_same_pictures_give_the_same_bytes(gallery: list[GalleryImage]) -> None:
    assert make_thumbnails(gallery, 50_000) == make_thumbnails(gallery, 50_000)


def test_what_cannot_be_shown_is_named(gallery: list[GalleryImage], tmp_path: Path) -> None:
    (tmp_path / "03.png").write_bytes(b"<html>not found</html>")
    (tmp_path / "04.png").unlink()
    made = make_thumbnails(gallery, 10**9)
    assert set(made.unusable) == {"03", "04"}
    assert "web page" in made.unusable["03"]
    assert made.unusable["04"] == "is not there"


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "I;16", "1"])
def test_pictures_of_any_mode_are_shown(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("x.jpg" if mode == "CMYK" else "x.png")
    Image.new(mode, (40, 30)).save(path)
    made = make_thumbnails([GalleryImage("x", path)], 10**6)
    assert len(made.data) == 1


def test_white_stands_behind_what_is_transparent(tmp_path: Path) -> None:
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(tmp_path / "x.png")
    made = make_thumbnails([GalleryImage("x", tmp_path / "x.png")], 10**6)
    with Image.open(io.BytesIO(made.data[0])) as picture:
        assert picture.convert("RGB").getpixel((20, 15)) == (255, 255, 255)


def test_a_base64_size_is_what_json_takes() -> None:
    import base64
    import json

    for length in range(7):
        data = b"x" * length
        assert embedded_size(data) == len(json.dumps([base64.b64encode(data).decode()])) - 2 + 1

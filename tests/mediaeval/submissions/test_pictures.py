from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from mediaeval.errors import DataError
from mediaeval.submissions.pictures import to_png


def encoded(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def shown(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.mode) == ("PNG", "RGB")
    return picture


@pytest.mark.parametrize("size", [(460, 260), (460, 259), (300, 259), (1, 1), (2000, 10), (33, 700)])
@pytest.mark.parametrize("fit", ["crop", "pad"])
def test_every_picture_gets_the_exact_size(size, fit) -> None:
    data = encoded(Image.new("RGB", size, (200, 10, 10)), "JPEG")
    assert shown(to_png(data, (460, 260), fit)).size == (460, 260)


def test_crop_fills_and_pad_shows_all() -> None:
    halves = np.zeros((100, 100, 3), dtype=np.uint8)
    halves[:, :50] = 255
    data = encoded(Image.fromarray(halves))
    cropped = np.asarray(shown(to_png(data, (460, 260), "crop")))
    padded = np.asarray(shown(to_png(data, (460, 260), "pad")))
    assert (cropped[0, 0] == 255).all()
    assert (cropped[-1, -1] == 0).all()
    assert (cropped[:, :200] == 255).all()
    assert (cropped[:, 260:] == 0).all()
    assert (padded[:, :100] == 0).all()
    assert (padded[130, 110:220] == 255).all()


def test_transparent_is_white() -> None:
    data = encoded(Image.new("RGBA", (460, 260), (9, 9, 9, 0)))
    assert (np.asarray(shown(to_png(data, (460, 260), "crop"))) == 255).all()


def test_a_picture_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    left = np.zeros((260, 460, 3), dtype=np.uint8)
    left[:, :100] = 250
    data = encoded(Image.fromarray(left), "PNG", exif=exif)
    upright = np.asarray(shown(to_png(data, (260, 460), "crop")))
    assert (upright[:90] == 250).all()
    assert (upright[110:] == 0).all()


def test_the_same_picture_gives_the_same_bytes() -> None:
    data = encoded(Image.effect_noise((300, 259), 50))
    assert to_png(data, (460, 260), "crop") == to_png(data, (460, 260), "crop")


def test_no_picture_is_refused() -> None:
    with pytest.raises(DataError):
        to_png(b"<html>", (460, 260), "crop")

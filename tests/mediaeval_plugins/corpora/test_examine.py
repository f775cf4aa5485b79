from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable

import imagehash
import pytest
from PIL import Image

from mediaeval_plugins.corpora.examine import examine, suffix_of


def scaled(data: bytes, factor: float, quality: int) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        buffer = io.BytesIO()
        picture.resize((round(picture.width * factor), round(picture.height * factor))).save(
            buffer, "JPEG", quality=quality
        )
    return buffer.getvalue()


def apart(one: bytes, other: bytes) -> int:
    return (examine(one).phash ^ examine(other).phash).bit_count()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_has_digest_size_and_the_hash_of_imagehash(picture: Callable[..., bytes], form: str) -> None:
    data = picture(3, (100, 70), form)
    seen = examine(data)
    assert (seen.sha256, seen.width, seen.height, seen.problem) == (hashlib.sha256(data).digest(), 100, 70, "")
    bits = imagehash.phash(Image.open(io.BytesIO(data))).hash.ravel().tolist()
    assert [bool(seen.phash >> place & 1) for place in range(64)] == bits
    assert suffix_of(data) == {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif"}[form]


def test_a_large_jpeg_is_decoded_small_and_keeps_its_size(picture: Callable[..., bytes]) -> None:
    data = picture(4, (2400, 1600))
    seen = examine(data)
    assert (seen.width, seen.height) == (2400, 1600)
    whole = imagehash.phash(Image.open(io.BytesIO(data))).hash.ravel()
    assert sum(bool(seen.phash >> place & 1) != bit for place, bit in enumerate(whole.tolist())) <= 2


def test_the_same_picture_in_another_size_and_quality_is_near_and_others_are_far(picture: Callable[..., bytes]) -> None:
    pictures = [picture(seed, (640, 420)) for seed in range(12)]
    for data in pictures:
        assert apart(data, scaled(data, 0.5, 60)) <= 6
    others = [apart(pictures[a], pictures[b]) for a in range(12) for b in range(a)]
    assert min(others) > 6


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"", "is empty"), (b"<html>no</html>", "web page"), (b"\xff\xd8\xff\xe0junk", "no picture|broken")],
)
def test_what_is_no_picture_says_why(data: bytes, problem: str) -> None:
    seen = examine(data)
    assert re.search(problem, seen.problem)
    assert (seen.phash, seen.width) == (0, 0)


def test_a_picture_that_is_cut_off_is_broken(picture: Callable[..., bytes]) -> None:
    assert "is broken" in examine(picture(5, (600, 400))[:-3000]).problem

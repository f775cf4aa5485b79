from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mediaeval.encoding.images import decode, scan
from mediaeval.errors import DataError
from mediaeval.split import GalleryImage


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB") -> bytes:
    pixels = np.random.default_rng(0).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(buffer, kind)
    return buffer.getvalue()


def bomb() -> bytes:
    """A PNG of 30000 x 30000 pixels in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


BAD = {
    "empty.jpg": (b"", "is empty"),
    "truncated.jpg": (picture()[:600], "is broken"),
    "page.jpg": (b"<!DOCTYPE html><html><body>403 Forbidden</body></html>", "it holds a web page"),
    "noise.png": (bytes(range(200)), "is no picture of a known format"),
    "cut.png": (picture("PNG")[:400], "is broken"),
    "bomb.png": (bomb(), "too large to decode"),
    "format.jpg": (picture("BMP"), "is no picture of a known format"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_bad_picture_says_what_is_wrong(name: str) -> None:
    data, reason = BAD[name]
    with pytest.raises(DataError, match=reason):
        decode(data)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("GIF", "P")])  # fmt: skip
def test_a_good_picture_keeps_its_mode(kind: str, mode: str) -> None:
    assert decode(picture(kind, mode=mode)).mode == mode


def test_a_scan_names_all_that_are_wrong_and_keeps_the_order(tmp_path: Path) -> None:
    for name, (data, _) in BAD.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.jpg").write_bytes(picture())
    names = [*BAD, "good.jpg", "absent.jpg"]
    scanned = scan([GalleryImage(name, tmp_path / name) for name in names], lambda _: False)
    assert [item.image.id for item in scanned] == names
    for item, name in zip(scanned, BAD, strict=False):
        assert BAD[name][1] in item.problem
    assert [item.problem for item in scanned[-2:]] == ["", "is not there"]


def test_a_known_digest_is_not_decoded_again(tmp_path: Path) -> None:
    path = tmp_path / "truncated.jpg"
    path.write_bytes(BAD["truncated.jpg"][0])
    (item,) = scan([GalleryImage("truncated", path)], lambda _: True)
    assert item.problem == ""

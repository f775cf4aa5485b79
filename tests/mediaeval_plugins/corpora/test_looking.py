from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval import Pair
from mediaeval_plugins.corpora import looking
from mediaeval_plugins.corpora.downloaded import Downloads
from mediaeval_plugins.corpora.looking import Looker, Reason, Seen

Put = Callable[..., Path]


def look(folder: Path, *images: Any, min_side: int = 32, page: str = "") -> list[Seen]:
    with Looker(folder, min_side=min_side, workers=2) as looker:
        return looker.look([Pair(str(n), "T", image, page=page) for n, image in enumerate(images)])


def test_each_picture_is_found_or_has_its_reason(put: Put, tmp_path: Path, picture: Callable[..., bytes]) -> None:
    downloads = Downloads(tmp_path / "kept")
    stem = downloads.stem("http://x/1")
    put(f"kept/urls/{stem.parent.name}/{stem.name}.webp", picture(1, form="WEBP"))
    images = [
        put("good.jpg", picture(2)), tmp_path / "none.jpg", put("page.jpg", b"<html>"), put("cut.jpg", picture(3, (600, 400))[:-2000]),
        put("tiny.png", picture(4, (300, 31), "PNG")), "http://x/1", "http://x/2", None, picture(5), b"<html>", tmp_path,
    ]  # fmt: skip
    seen = look(tmp_path / "kept", *images)
    assert [one.reason for one in seen] == [
        None, Reason.MISSING, Reason.BROKEN, Reason.BROKEN, Reason.SMALL, None, Reason.NOT_DOWNLOADED, Reason.NO_PICTURE,
        None, Reason.BROKEN, Reason.MISSING,
    ]  # fmt: skip
    assert "it holds a web page" in seen[2].detail
    assert "300 x 31" in seen[4].detail
    assert seen[6].detail == "http://x/2"
    assert seen[5].path == stem.with_name(f"{stem.name}.webp")
    name = hashlib.sha256(picture(5)).hexdigest()
    assert seen[8].path == tmp_path / "kept" / "bytes" / name[:2] / f"{name}.jpg"
    assert seen[8].path.read_bytes() == picture(5)
    assert all(one.picture is not None and one.picture.sha256 for one in seen if one.reason is None)


def test_a_page_stands_for_the_picture_that_it_led_to(put: Put, tmp_path: Path, picture: Callable[..., bytes]) -> None:
    stem = Downloads(tmp_path).stem("http://x/article")
    put(f"urls/{stem.parent.name}/{stem.name}.jpg", picture(1))
    (seen,) = look(tmp_path, None, page="http://x/article")
    assert seen.reason is None
    (seen,) = look(tmp_path, None, page="http://x/other")
    assert seen.reason is Reason.NOT_DOWNLOADED


def test_no_picture_is_read_twice(put: Put, tmp_path: Path, picture: Callable[..., bytes], monkeypatch: Any) -> None:
    files = [put(f"{n}.jpg", picture(n)) for n in range(3)]
    images = [*files, files[0], put("broken.jpg", b"no"), picture(9), tmp_path / "none.jpg"]
    first = look(tmp_path, *images)
    read: list[bytes] = []
    examine = looking.examine
    monkeypatch.setattr(looking, "examine", lambda data: read.append(data) or examine(data))
    assert look(tmp_path, *images) == first
    assert read == []
    files[1].write_bytes(picture(7))
    os.utime(files[1], ns=(1, 1))
    again = look(tmp_path, *images)
    assert read == [picture(7)]
    assert again[1] != first[1]
    assert again[:1] + again[2:] == first[:1] + first[2:]


@pytest.mark.parametrize("side", [1, 31, 32])
def test_the_shorter_side_decides_what_is_too_small(tmp_path: Path, picture: Callable[..., bytes], side: int) -> None:
    (seen,) = look(tmp_path, picture(1, (400, 31), "PNG"), min_side=side)
    assert (seen.reason is Reason.SMALL) == (side == 32)

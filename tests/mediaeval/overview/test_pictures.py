from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from mediaeval.overview.pictures import report_pictures
from mediaeval.split import GalleryImage


def test_pictures_are_counted_and_doubted(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)

    def noise(name: str, size: tuple[int, int] = (60, 80)) -> None:
        Image.fromarray(rng.integers(0, 255, (*size, 3), dtype=np.uint8)).save(tmp_path / f"{name}.png")

    for name in ("good", "twin", "tiny"):
        noise(name, (9, 50) if name == "tiny" else (60, 80))
    (tmp_path / "twin2.png").write_bytes((tmp_path / "twin.png").read_bytes())
    Image.new("RGB", (90, 90), (8, 8, 8)).save(tmp_path / "flat.png")
    Image.new("RGB", (50, 50), (250, 250, 250)).save(tmp_path / "none.png")
    for n in range(3):
        (tmp_path / f"holder{n}.png").write_bytes((tmp_path / "none.png").read_bytes())
    (tmp_path / "page.png").write_bytes(b"<html>gone</html>")
    names = ["good", "twin", "twin2", "tiny", "flat", "holder0", "holder1", "holder2", "page", "absent"]
    report = report_pictures([GalleryImage(name, tmp_path / f"{name}.png") for name in names])
    assert report.listed == 10
    assert report.missing == ["absent"]
    assert list(report.unreadable) == ["page"]
    assert report.duplicates == [["holder0", "holder1", "holder2"], ["twin", "twin2"]]
    assert report.suspicious == {
        **{f"holder{n}": "3 images have the same bytes: a placeholder?" for n in range(3)},
        "tiny": "is only 50 x 9 pixels",
        "flat": "has one colour only",
    }

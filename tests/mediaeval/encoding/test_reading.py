from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mediaeval.encoding.encode import encode_images
from mediaeval.encoding.images import Scan, scan
from mediaeval.encoding.reading import PixelReader, Wanted
from mediaeval.errors import DataError, PluginError
from mediaeval.loading import load_file
from mediaeval.split import GalleryImage
from mediaeval.store.embeddings import EmbeddingStore

ENCODER = '''
import numpy as np
from mediaeval import Encoder, hookimpl

class Grey:
    """A picture is its grey values; a title nothing."""

    batch_size = 7
    draft_size = None

    def fingerprint(self, modality):
        return {"model": "grey"}

    def preprocess(self, image):
        if image.size == (13, 13):
            raise ZeroDivisionError("thirteen")
        size = (5, 5) if image.size == (14, 14) else (8, 6)
        return np.asarray(image.convert("L").resize(size), dtype=np.float32)

    def encode_images(self, batch):
        return batch.reshape(len(batch), -1) + 1

    def encode_texts(self, texts):
        return np.ones((len(texts), 48))

@hookimpl
def mediaeval_encoders():
    yield Encoder("grey", f"{__name__}:Grey")
'''


@pytest.fixture
def grey(tmp_path: Path):
    (tmp_path / "grey.py").write_text(ENCODER)
    (record,) = load_file(tmp_path / "grey.py").records
    module, _, name = record.target.partition(":")
    return getattr(sys.modules[module], name)()


@pytest.fixture
def gallery(tmp_path: Path) -> Scan:
    rng = np.random.default_rng(0)
    images = []
    for n in range(60):
        path = tmp_path / f"{n:03}.png"
        Image.fromarray(rng.integers(0, 256, (20 + n % 7, 30, 3), dtype=np.uint8)).save(path)
        images.append(GalleryImage(f"I{n:03}", path))
    return scan(images, lambda _: False)


def batches(gallery: Scan, size: int = 7) -> list[list[Wanted]]:
    all_of_them = [
        Wanted(image.id, image.path, digest.tobytes())
        for image, digest in zip(gallery.images, gallery.digests, strict=True)
    ]
    return [all_of_them[start : start + size] for start in range(0, len(all_of_them), size)]


@pytest.mark.parametrize("size", [1, 7, 20])
def test_workers_give_the_pixels_of_one_process_in_order(grey, gallery: Scan, size: int) -> None:
    read = {}
    for workers in (0, 2):
        reader = PixelReader(grey, batches(gallery, size), lambda batch: batch, workers)
        read[workers] = [(batch, pixels.copy()) for batch, pixels in reader]
        assert reader.waited > 0
    assert [batch for batch, _ in read[0]] == [batch for batch, _ in read[2]] == batches(gallery, size)
    for (_, here), (_, there) in zip(read[0], read[2], strict=True):
        assert here.tobytes() == there.tobytes()


def test_a_batch_is_valid_while_the_next_is_made(grey, gallery: Scan) -> None:
    before = None
    for batch, pixels in PixelReader(grey, batches(gallery), lambda batch: batch, 0):
        if before is not None:
            assert before[1].tobytes() == before[0].tobytes()
        before = pixels.copy(), pixels
        assert len(batch) == len(pixels)


@pytest.mark.parametrize("workers", [0, 2])
def test_rows_are_the_same_however_many_prepare_them(grey, gallery: Scan, tmp_path: Path, workers: int) -> None:
    rows = {
        n: encode_images(grey, gallery, EmbeddingStore(tmp_path / str(n)).space({"n": n}, "image"), workers=n)
        for n in (0, workers)
    }
    assert rows[0].tobytes() == rows[workers].tobytes()


def test_no_more_is_prepared_ahead_than_there_are_slots(grey, gallery: Scan) -> None:
    taken = []

    def source():
        for batch in batches(gallery, 1):
            taken.append(len(taken))
            yield batch

    reader = iter(PixelReader(grey, source(), lambda batch: batch, 2))
    next(reader)
    time.sleep(0.2)
    assert len(taken) <= 1 + 2 * 8  # the first, and as many tasks as there are slots
    reader.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda path: path.write_bytes(b"<html>"), DataError, "has changed since the gallery was read"),
        (os.unlink, DataError, "cannot be read"),
    ],
)
def test_a_picture_that_changed_is_named(grey, gallery: Scan, workers: int, change, error, message: str) -> None:
    change(gallery.images[40].path)
    with pytest.raises(error, match=rf"image I040 .*{message}"):
        list(PixelReader(grey, batches(gallery), lambda batch: batch, workers))


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize(
    ("edge", "message"),
    [(13, "preprocess failed: ZeroDivisionError: thirteen"), (14, r"gave float32 of shape \(5, 5\)")],
)
def test_a_preprocess_that_fails_is_named(
    grey, gallery: Scan, tmp_path: Path, workers: int, edge: int, message: str
) -> None:
    path = tmp_path / "odd.png"
    Image.new("RGB", (edge, edge)).save(path)
    bad = scan([*gallery.images, GalleryImage("odd", path)], lambda _: False)
    with pytest.raises(PluginError, match=f"image odd .*{message}"):
        list(PixelReader(grey, batches(bad), lambda batch: batch, workers))


def test_an_encoder_that_cannot_be_sent_is_read_for_here(gallery: Scan) -> None:
    class Local:
        batch_size = 4

        def preprocess(self, image: Image.Image) -> np.ndarray:
            return np.asarray(image.convert("L").resize((2, 2)), dtype=np.float32)

    read = list(PixelReader(Local(), batches(gallery), lambda batch: batch, 2))  # type: ignore[arg-type]
    assert sum(len(pixels) for _, pixels in read) == 60


def test_little_shared_memory_means_fewer_slots_or_no_workers(
    grey, gallery: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = PixelReader(grey, batches(gallery), lambda batch: batch, 2)
    usage = type("Usage", (), {})()
    monkeypatch.setattr("mediaeval.encoding.reading.shutil.disk_usage", lambda _: usage)
    for free, slots in [(1 << 40, 8), (64 << 20, 6), (10 << 20, 0)]:
        usage.free = free
        assert reader._slots(4 * 3 * 224 * 224) == (slots if Path("/dev/shm").is_dir() else 8)  # noqa: S108

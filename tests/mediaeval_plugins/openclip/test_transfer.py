from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from mediaeval.encoding.encode import encode_images
from mediaeval.encoding.images import scan
from mediaeval.roles import LaunchesImages
from mediaeval.split import GalleryImage
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval_plugins.openclip.encoder import OpenClipEncoder
from mediaeval_plugins.openclip.transfer import Transfer

torch = pytest.importorskip("torch")


def devices() -> list[str]:
    return [
        "cpu",
        *(["cuda"] if torch.cuda.is_available() else []),
        *(["mps"] if torch.backends.mps.is_available() else []),
    ]


@pytest.mark.parametrize("device", devices())
def test_batches_arrive_as_they_were_and_rows_come_back(device: str) -> None:
    transfer = Transfer(torch.device(device))
    rng = np.random.default_rng(0)
    batches = [rng.standard_normal((n, 3, 4, 4), np.float32) for n in (8, 8, 5, 8)]
    waits = []
    for batch in batches:
        there = transfer.up(batch)
        waits.append(transfer.down(there.reshape(len(batch), -1).double() * 2))
    for batch, wait in zip(batches, waits, strict=True):
        assert wait().dtype == np.float32
        assert np.array_equal(wait(), batch.reshape(len(batch), -1) * 2)


def test_an_encoder_launches_what_it_encodes(tiny_folder, tmp_path) -> None:
    encoder = OpenClipEncoder(f"local-dir:{tiny_folder}", batch_size=4)
    assert isinstance(encoder, LaunchesImages)
    rng = np.random.default_rng(0)
    images = []
    for n in range(10):
        path = tmp_path / f"{n}.jpg"
        Image.fromarray(rng.integers(0, 256, (300, 200 + n, 3), dtype=np.uint8)).save(path)
        images.append(GalleryImage(str(n), path))
    gallery = scan(images, lambda _: False)
    rows = encode_images(encoder, gallery, EmbeddingStore(tmp_path / "s").space({}, "image"))
    pixels = np.stack([encoder.preprocess(Image.open(image.path)) for image in images])
    expected = encoder.encode_images(pixels)
    assert np.allclose(rows, expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=1e-6)


def test_a_draft_is_other_pixels_and_near(tiny_folder, tmp_path) -> None:
    smooth = np.linspace(0, 255, 900)[:, None, None] * np.linspace(0.2, 1, 1200)[None, :, None] * np.ones(3)
    Image.fromarray(smooth.astype(np.uint8)).save(tmp_path / "large.jpg")
    gallery = scan([GalleryImage("large", tmp_path / "large.jpg")], lambda _: False)
    rows = [
        encode_images(
            OpenClipEncoder(f"local-dir:{tiny_folder}", draft=draft),
            gallery,
            EmbeddingStore(tmp_path / "s").space({"draft": draft}, "image"),
        )[0]
        for draft in (False, True)
    ]
    assert rows[0].tobytes() != rows[1].tobytes()
    assert rows[0] @ rows[1] > 0.99


@pytest.mark.slow
def test_a_compiled_tower_gives_the_same_rows(tiny_folder) -> None:
    pixels = np.random.default_rng(0).standard_normal((4, 3, 32, 32), np.float32)
    plain, compiled = (OpenClipEncoder(f"local-dir:{tiny_folder}", compiled=compiled) for compiled in (False, True))
    assert np.allclose(plain.encode_images(pixels), compiled.encode_images(pixels), atol=1e-5)
    assert plain.fingerprint("image") != compiled.fingerprint("image")

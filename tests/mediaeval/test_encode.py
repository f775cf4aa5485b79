from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mediaeval.embeddings import EmbeddingStore, Space
from mediaeval.encode import encode_images, encode_texts
from mediaeval.errors import DataError
from mediaeval.images import scan
from mediaeval.split import GalleryImage


class Lengths:
    """A text is its length and its first letter; a picture its mean. Remembers the batches that it was given."""

    batch_size = 4

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def fingerprint(self, _: str) -> dict[str, str]:
        return {"model": "lengths"}

    def preprocess(self, image: Image.Image) -> np.ndarray:
        return np.asarray(image.convert("L"), dtype=np.float32)

    def encode_images(self, batch: np.ndarray) -> np.ndarray:
        return np.stack([batch.mean(axis=(1, 2)), batch.std(axis=(1, 2)) + 1], axis=1)

    def encode_texts(self, texts: list[str]) -> np.ndarray:
        self.batches.append(list(texts))
        return np.array([[len(text), ord(text[0])] for text in texts], dtype=np.float64)


@pytest.fixture
def space(tmp_path: Path) -> Space:
    return EmbeddingStore(tmp_path).space({"model": "lengths"}, "text")


def test_rows_have_unit_length_in_the_order_of_the_texts(space: Space) -> None:
    texts = ["b" * n for n in range(1, 12)] + ["b"]
    rows, tokens = encode_texts(Lengths(), texts, space)
    expected = np.array([[len(text), 98] for text in texts], dtype=np.float64)
    assert rows.dtype == np.float32
    assert rows == pytest.approx(expected / np.linalg.norm(expected, axis=1, keepdims=True))
    assert tokens.tolist() == [0] * 12


def test_equal_texts_are_encoded_once(space: Space) -> None:
    encoder = Lengths()
    encode_texts(encoder, ["a", "a", "b", "a"], space)
    assert sorted(text for batch in encoder.batches for text in batch) == ["a", "b"]


def test_a_resumed_run_computes_the_batches_of_a_whole_one(tmp_path: Path) -> None:
    texts = [f"title {n}" for n in range(10)]
    whole, resumed, first = Lengths(), Lengths(), Lengths()
    encode_texts(whole, texts, EmbeddingStore(tmp_path / "whole").space({}, "text"))
    store = EmbeddingStore(tmp_path / "resumed")
    first.encode_texts = _stop_after(first, 1)  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        encode_texts(first, texts, store.space({}, "text"))
    encode_texts(resumed, texts, EmbeddingStore(tmp_path / "resumed").space({}, "text"))
    assert first.batches + resumed.batches == whole.batches


def _stop_after(encoder: Lengths, batches: int):
    def encode(texts: list[str]) -> np.ndarray:
        if len(encoder.batches) == batches:
            raise KeyboardInterrupt
        return Lengths.encode_texts(encoder, texts)

    return encode


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0])
def test_an_unusable_row_names_its_text(space: Space, bad: float) -> None:
    class Spoilt(Lengths):
        def encode_texts(self, texts: list[str]) -> np.ndarray:
            return np.array([[bad, bad] if text == "spoilt" else [1.0, 2.0] for text in texts])

    with pytest.raises(DataError, match="for title 'spoilt'"):
        encode_texts(Spoilt(), ["a", "spoilt", "c"], space)
    assert len(space) == 0


def test_rows_of_another_number_are_refused(space: Space) -> None:
    class Loses(Lengths):
        def encode_texts(self, texts: list[str]) -> np.ndarray:
            return np.ones((len(texts) - 1, 2))

    with pytest.raises(DataError, match=r"shape \(2, 2\) for 3 items"):
        encode_texts(Loses(), ["a", "b", "c"], space)


def test_pictures_follow_their_ids(tmp_path: Path) -> None:
    images = []
    for n in range(9):
        path = tmp_path / f"{n}.png"
        Image.new("L", (4, 4), 20 * n).save(path)
        images.append(GalleryImage(str(n), path))
    scanned = scan(images, lambda _: False)
    rows = encode_images(Lengths(), scanned, EmbeddingStore(tmp_path / "store").space({}, "image"))
    assert rows[:, 0] / rows[:, 1] == pytest.approx([20 * n for n in range(9)])

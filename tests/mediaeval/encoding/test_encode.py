from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mediaeval.encoding.encode import Batches, Work, encode_images, encode_texts
from mediaeval.encoding.images import Scan, scan
from mediaeval.encoding.parts import Part
from mediaeval.errors import DataError
from mediaeval.split import GalleryImage
from mediaeval.store.embeddings import EmbeddingStore, Space
from mediaeval.store.keys import distinct


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


class Counted(Lengths):
    """Counts words as tokens."""

    context_length = 100

    def count_tokens(self, texts: list[str]) -> list[int]:
        return [len(text.split()) for text in texts]


def test_texts_of_a_length_share_a_batch(space: Space) -> None:
    texts = [f"{'word ' * (n % 3)}x{n}" for n in range(12)]
    encoder = Counted()
    _, tokens = encode_texts(encoder, texts, space)
    assert [[len(text.split()) for text in batch] for batch in encoder.batches] == [[1] * 4, [2] * 4, [3] * 4]
    assert tokens.tolist() == [n % 3 + 1 for n in range(12)]


def test_texts_that_are_stored_do_not_move_the_batches_of_others(tmp_path: Path) -> None:
    texts = [f"{'word ' * (n % 3)}x{n}" for n in range(12)]
    whole, resumed = Counted(), Counted()
    encode_texts(whole, texts, EmbeddingStore(tmp_path / "whole").space({}, "text"))
    space = EmbeddingStore(tmp_path / "resumed").space({}, "text")
    encode_texts(Counted(), texts[5:9], space)
    encode_texts(resumed, texts, space)
    assert all(batch in whole.batches for batch in resumed.batches)


def test_stored_texts_need_no_tokenizer(space: Space) -> None:
    encode_texts(Counted(), ["a", "b c"], space)

    class NoTokenizer(Counted):
        def count_tokens(self, texts: list[str]) -> list[int]:
            raise AssertionError(texts)

    _, tokens = encode_texts(NoTokenizer(), ["b c", "a"], space)
    assert tokens.tolist() == [2, 1]


class Small(Lengths):
    """Has memory for two items."""

    def encode_images(self, batch: np.ndarray) -> np.ndarray:
        if len(batch) > 2:
            raise MemoryError
        return super().encode_images(batch)

    def encode_texts(self, texts: list[str]) -> np.ndarray:
        if len(texts) > 2:
            raise MemoryError
        return super().encode_texts(texts)


class Launching(Small):
    """Launches, and runs out of memory at once or only when its rows are waited for."""

    def __init__(self, late: bool) -> None:
        super().__init__()
        self.late = late

    def launch_images(self, batch: np.ndarray):
        if self.late:
            return lambda: self.encode_images(batch)
        rows = self.encode_images(batch)
        return lambda: rows


@pytest.fixture
def greys(tmp_path: Path) -> Scan:
    images = []
    for n in range(11):
        path = tmp_path / f"{n}.png"
        Image.new("L", (4, 4), 20 * n + 1).save(path)
        images.append(GalleryImage(str(n), path))
    return scan(images, lambda _: False)


@pytest.mark.parametrize("encoder", [Small(), Launching(late=False), Launching(late=True)])
def test_a_batch_that_does_not_fit_is_halved_and_that_is_recorded(encoder: Small, greys: Scan, tmp_path: Path) -> None:
    work = Work()
    rows = encode_images(encoder, greys, EmbeddingStore(tmp_path / "a").space({}, "image"), work=work)
    whole = encode_images(Lengths(), greys, EmbeddingStore(tmp_path / "b").space({}, "image"))
    assert rows.tobytes() == whole.tobytes()
    assert (work.items, work.encoded, work.batch_size) == (11, 11, 2)
    encode_texts(encoder, [f"t{n}" for n in range(9)], EmbeddingStore(tmp_path / "a").space({}, "text"), work=work)
    assert (work.encoded, work.batch_size) == (9, 2)


def test_what_another_process_stores_meanwhile_is_not_encoded_again(greys: Scan, tmp_path: Path) -> None:
    def space() -> Space:
        return EmbeddingStore(tmp_path / "store").space({}, "image")

    class Overtaken(Lengths):
        def encode_images(self, batch: np.ndarray) -> np.ndarray:
            if not self.batches:
                encode_images(Lengths(), greys, space())
            self.batches.append([""] * len(batch))
            return super().encode_images(batch)

    encoder = Overtaken()
    encode_images(encoder, greys, space())
    assert len(encoder.batches) <= 2  # of three: one more was on its way


def test_the_parts_of_two_ranks_are_all_batches_and_no_batch_twice(greys: Scan, tmp_path: Path) -> None:
    space = EmbeddingStore(tmp_path / "store").space({}, "image")
    order = distinct(greys.digests)
    own = [Batches(greys.digests, order, 2, space, Part(rank, 2)) for rank in range(2)]
    assert [batches.items for batches in own] == [6, 5]
    firsts = [
        [at.tolist() for at, _ in zip(batches, range((n + 1) // 2), strict=False)]
        for batches, n in zip(own, (6, 5), strict=True)
    ]
    assert sorted(at for part in firsts for batch in part for at in batch) == list(range(11))
    assert all(len(list(batches)) == 6 for batches in own)  # each helps with the rest where nobody else is there

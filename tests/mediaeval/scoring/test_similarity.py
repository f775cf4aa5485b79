from __future__ import annotations

import numpy as np
import pytest

import mediaeval.scoring.similarity
from mediaeval.scoring.similarity import Similarity


def unit(shape: tuple[int, ...], seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal(shape)
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def test_strips_are_the_cosines() -> None:
    texts, images = unit((2, 30, 16), 0), unit((40, 16), 1)
    similarity = Similarity(texts, images)
    expected = np.einsum("vcd,jd->vcj", texts.astype(np.float64), images.astype(np.float64))
    (rows,) = similarity.slices()
    assert similarity.strip(rows) == pytest.approx(expected, abs=1e-6)
    assert similarity.exact(rows, np.ones(40, dtype=bool)) == pytest.approx(expected, abs=1e-15)


def test_only_wanted_columns_are_exact() -> None:
    similarity = Similarity(unit((1, 5, 64), 0), unit((9, 64), 1))
    wanted = np.arange(9) % 2 == 0
    exact = similarity.exact(slice(0, 5), wanted)
    single = similarity.strip(slice(0, 5))
    assert (exact[..., ~wanted] == single[..., ~wanted]).all()
    assert (exact[..., wanted] != single[..., wanted]).any()


def test_equal_pictures_tie_exactly_even_if_only_one_is_wanted() -> None:
    images = unit((201, 48), 1)
    images[200] = images[3]
    similarity = Similarity(unit((1, 50, 48), 0), images)
    wanted = np.zeros(201, dtype=bool)
    wanted[3] = True
    for scores in (similarity.strip(slice(0, 50)), similarity.exact(slice(0, 50), wanted)):
        assert (scores[..., 3] == scores[..., 200]).all()


def test_strips_cover_every_article_once_and_hold_the_stated_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mediaeval.scoring.similarity, "STRIP_BYTES", 8 * 2 * 40 * 7)
    similarity = Similarity(unit((2, 30, 16), 0), unit((40, 16), 1))
    assert similarity.rows == 7
    assert [i for rows in similarity.slices() for i in range(30)[rows]] == list(range(30))


@pytest.mark.parametrize("strip_bytes", [1, 32 * 40, 32 * 30 * 7, 2**28])
@pytest.mark.parametrize("copies", [{}, {5: 3, 39: 3, 20: 19}, dict.fromkeys(range(1, 40), 0)])
def test_tiles_hold_every_cosine_once_and_equal_pictures_alike(
    strip_bytes: int, copies: dict[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mediaeval.scoring.similarity, "STRIP_BYTES", strip_bytes)
    monkeypatch.setattr(mediaeval.scoring.similarity, "_TILE_ROWS", 16)
    texts, images = unit((3, 30, 48), 0), unit((40, 48), 1)
    for copy, original in copies.items():
        images[copy] = images[original]
    similarity = Similarity(texts, images)
    height, width = similarity.tile_shape
    found: list[list[np.ndarray]] = [[] for _ in range(40)]
    for columns, tile in similarity.tiles([2, 0]):
        assert tile.dtype == np.float32
        assert len(tile) <= height
        assert len(set(map(bytes, images[columns]))) <= width
        for column, scores in zip(columns, tile.T, strict=True):
            found[column].append(scores)
    table = np.stack([np.concatenate(parts) for parts in found], axis=1)
    expected = np.concatenate([texts[view].astype(np.float64) @ images.T for view in (2, 0)])
    assert table == pytest.approx(expected, abs=1e-6)
    for copy, original in copies.items():
        assert table[:, copy].tobytes() == table[:, original].tobytes()

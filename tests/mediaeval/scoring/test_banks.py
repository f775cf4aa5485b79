from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mediaeval.scoring.similarity
from mediaeval.errors import RunFileError
from mediaeval.scoring.banks import CosineBank, PooledBank, read_titles
from mediaeval.scoring.similarity import Similarity
from mediaeval_plugins.fusion.mean_pool import MeanPool


def unit(*shape: int) -> np.ndarray:
    rows = np.random.default_rng(sum(shape)).standard_normal(shape)
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


@pytest.fixture(params=[2**28, 8 * 2 * 30 * 4])
def parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[Similarity, Similarity]:
    """Two views of 11 articles, and 7 titles of one view, with 30 pictures; in one strip and in several."""
    monkeypatch.setattr(mediaeval.scoring.similarity, "STRIP_BYTES", request.param)
    test = Similarity(unit(2, 11, 8), unit(30, 8))
    return test, test.over(unit(1, 7, 8))


def rows(bank: CosineBank | PooledBank) -> np.ndarray:
    return np.concatenate(list(bank))


def test_a_bank_is_the_test_set_other_titles_or_both(parts: tuple[Similarity, Similarity]) -> None:
    test, external = parts
    pictures = unit(30, 8).T
    views, titles = test.texts @ pictures, external.texts[0] @ pictures
    assert rows(CosineBank(test, slice(1, 2), None)) == pytest.approx(views[1], abs=1e-6)
    assert rows(CosineBank(None, slice(None), external)) == pytest.approx(titles, abs=1e-6)
    both = CosineBank(test, slice(0, 1), external)
    assert rows(both) == pytest.approx(np.concatenate([views[0], titles]), abs=1e-6)
    assert (both.queries, both.images) == (18, 30)
    stacked = CosineBank(test, slice(None), external)
    assert stacked.queries == len(rows(stacked)) == 29
    assert np.sort(rows(stacked), axis=0) == pytest.approx(np.sort([*views[0], *views[1], *titles], axis=0), abs=1e-6)


def test_a_pooled_bank_pools_a_title_of_one_view_with_itself(parts: tuple[Similarity, Similarity]) -> None:
    test, external = parts
    pictures = unit(30, 8).T
    bank = PooledBank(test, external, MeanPool(), 2)
    expected = np.concatenate([(test.texts @ pictures).mean(axis=0), external.texts[0] @ pictures])
    assert rows(bank) == pytest.approx(expected, abs=1e-6)
    assert bank.queries == 18


def test_titles_are_read_from_three_formats(tmp_path: Path) -> None:
    files = {
        "t.txt": "One title\n\n  \nAnother, longer\n",
        "t.jsonl": '"One title"\n{"titleEN": "", "title": "Another, longer"}\n\n{"text": "none"}\n',
        "t.csv": 'id,titleEN,title\n1,One title,Ein Titel\n2,,"Another, longer"\n3,,\n',
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, "utf-8-sig")
        assert read_titles(tmp_path / name, ("titleEN", "title")) == ["One title", "Another, longer"]


BAD = {
    "t.xml": ("<a/>", r"t\.xml: a bank of titles ends in \.txt, \.jsonl, \.csv"),
    "t.jsonl": ('{"title": "a"}\n{\n', r"t\.jsonl: line 2 is not JSON"),
    "n.jsonl": ("3\n", r"holds strings or objects, not 3"),
    "t.csv": ("id,lead\n1,x\n", r"t\.csv: holds no title"),
    "t.txt": (None, r"t\.txt: the bank of titles cannot be read"),
    "b.txt": ("\udcff", r"b\.txt: byte 0 is not UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_bank_is_one_sentence(tmp_path: Path, name: str) -> None:
    content, message = BAD[name]
    if content is not None:
        (tmp_path / name).write_text(content, "utf-8", errors="surrogateescape")
    with pytest.raises(RunFileError, match=message):
        read_titles(tmp_path / name, ("title",))


@pytest.mark.parametrize(("test", "external"), [(True, False), (False, True), (True, True)])
def test_tiles_hold_what_strips_hold(test: bool, external: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mediaeval.scoring.similarity, "STRIP_BYTES", 32 * 70)
    own, titles = Similarity(unit(2, 11, 8), unit(30, 8)), Similarity(unit(1, 5, 8), unit(30, 8))
    bank = CosineBank(own if test else None, slice(None), titles if external else None)
    whole = np.sort(np.concatenate(list(bank)), axis=0)
    parts: list[list[np.ndarray]] = [[] for _ in range(30)]
    for columns, tile in bank.tiles():
        for column, scores in zip(columns, tile.T, strict=True):
            parts[column].append(scores)
    assert np.sort(np.stack([np.concatenate(one) for one in parts], axis=1), axis=0) == pytest.approx(whole, abs=1e-6)

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from mediaeval.store.keys import KeyIndex, distinct, keys_of


def keys(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, 32), dtype=np.uint8)


def test_hex_digests_are_rows_of_bytes() -> None:
    digests = [hashlib.sha256(bytes([n])).hexdigest() for n in range(3)]
    assert [row.tobytes().hex() for row in keys_of(digests)] == digests
    assert keys_of([]).shape == (0, 32)


def test_distinct_keys_are_in_order_and_the_first_of_equal_ones_stays() -> None:
    some = keys(500)
    twice = np.concatenate([some, some[100:200], some[100:150]])
    order = distinct(twice)
    first = {key.tobytes(): at for at, key in reversed(list(enumerate(twice)))}
    assert [twice[at].tobytes() for at in order] == sorted(first)
    assert order.tolist() == [first[key] for key in sorted(first)]


def test_keys_that_begin_alike_are_told_apart() -> None:
    alike = keys(64)
    alike[:, :4] = 7
    alike = np.concatenate([alike, alike[:10]])
    order = distinct(alike)
    assert [alike[at].tobytes() for at in order] == sorted({key.tobytes() for key in alike})


@pytest.mark.parametrize("alike", [False, True])
def test_an_index_that_grew_in_pieces_finds_every_key(alike: bool) -> None:
    some = keys(300)
    if alike:
        some[:, :4] = 3
    index = KeyIndex()
    for start in range(0, 300, 37):
        index.add(some[start : start + 37])
    start, stop = index.candidates(some)
    for at in range(300):
        assert at in index.positions(np.arange(start[at], stop[at]))


def test_an_empty_list_has_no_order() -> None:
    assert len(distinct(keys(0))) == 0

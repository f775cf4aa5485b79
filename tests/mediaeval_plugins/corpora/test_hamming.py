from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediaeval_plugins.corpora import hamming
from mediaeval_plugins.corpora.hamming import distances, nearest_within

WORD = st.integers(0, 2**64 - 1)


def bits(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.uint64)


@given(st.lists(WORD, min_size=1, max_size=20), WORD)
def test_distances_are_those_of_python(ones: list[int], other: int) -> None:
    assert distances(bits(ones), bits([other])).tolist() == [(one ^ other).bit_count() for one in ones]


@given(st.lists(WORD, min_size=1, max_size=20), WORD)
def test_so_are_they_where_numpy_has_no_count_of_its_own(ones: list[int], other: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(np, "bitwise_count", raising=False)
        assert distances(bits(ones), bits([other])).tolist() == [(one ^ other).bit_count() for one in ones]


@settings(max_examples=50)
@given(
    st.lists(st.integers(0, 255), max_size=30),
    st.lists(st.integers(0, 255), max_size=9),
    st.integers(-1, 8),
    st.integers(1, 40),
)
def test_the_nearest_target_is_that_of_a_plain_search(
    hashes: list[int], targets: list[int], limit: int, block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hamming, "_BLOCK", block)
        place, apart = nearest_within(bits(hashes), bits(targets), limit)
    for one, at, distance in zip(hashes, place.tolist(), apart.tolist(), strict=True):
        found = [(one ^ target).bit_count() for target in targets]
        if not found or min(found) > limit:
            assert (at, distance) == (-1, 255)
        else:
            assert (at, distance) == (found.index(min(found)), min(found))

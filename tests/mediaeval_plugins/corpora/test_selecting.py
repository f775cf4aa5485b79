from __future__ import annotations

import numpy as np
import pytest

from mediaeval import DataError
from mediaeval_plugins.corpora.looking import Reason
from mediaeval_plugins.corpora.selecting import groups_of, select, validated
from mediaeval_plugins.corpora.staging import Marks


def marks(rows: list[dict[str, int]]) -> Marks:
    """Rows whose key and place are their own unless said; title and image likewise."""
    full = [
        {"key": 1000 + n, "image": 2000 + n, "place": 3000 + n, "title": 4000 + n, "group": 0, "phash": 0, **row}
        for n, row in enumerate(rows)
    ]
    names = ("key", "image", "place", "title", "group", "phash")
    return Marks(*(np.array([row[name] for row in full], dtype=np.uint64) for name in names))


def chosen(
    rows: list[dict[str, int]], leaking: list[int] | None = None, placeholder: int = 0, by: str = "pair"
) -> dict[str, list[int]]:
    mask = np.zeros(len(rows), dtype=bool)
    mask[leaking or []] = True
    selection = select(marks(rows), mask, placeholder=placeholder, by=by)
    assert (sum(reason.astype(int) for reason in selection.reasons.values()) == ~selection.kept).all(), (
        "one reason each"
    )
    return {"kept": np.flatnonzero(selection.kept).tolist()} | {
        reason.value: np.flatnonzero(out).tolist() for reason, out in selection.reasons.items() if out.any()
    }


SAME = [{"image": 1, "title": 1}, {"image": 1, "title": 2}, {"image": 2, "title": 1}, {"image": 1, "title": 1}, {}]


@pytest.mark.parametrize(
    ("by", "kept"), [("pair", [0, 1, 2, 4]), ("image", [0, 2, 4]), ("title", [0, 1, 4]), ("either", [0, 4])]
)
def test_duplicates_are_what_the_file_says_and_the_first_stays(by: str, kept: list[int]) -> None:
    found = chosen(SAME, by=by)
    assert found == {"kept": kept, "duplicate": [n for n in range(5) if n not in kept]}


def test_a_pair_is_no_duplicate_of_one_that_was_left_out() -> None:
    rows = [{"image": 1, "title": 1}, {"image": 1, "title": 1}, {"image": 1, "title": 1}]
    assert chosen(rows, leaking=[0]) == {"kept": [1], "in a test split": [0], "duplicate": [2]}


def test_an_id_that_comes_again_is_left_out_first() -> None:
    assert chosen([{"key": 5}, {"key": 5}], leaking=[1]) == {"kept": [0], "repeated id": [1]}


def test_a_picture_in_many_places_is_none() -> None:
    rows = [{"image": 7, "place": n} for n in range(3)] + [{"image": 8, "place": 9}] * 5 + [{}]
    assert chosen(rows, placeholder=3)["placeholder"] == [0, 1, 2]
    assert "placeholder" not in chosen(rows, placeholder=4)
    assert "placeholder" not in chosen(rows, placeholder=0)


def test_of_nothing_nothing_is_left_out() -> None:
    assert chosen([], placeholder=3) == {"kept": []}


def test_groups_join_by_picture_title_and_group_however_indirectly() -> None:
    rows = [
        {"image": 1},
        {"image": 1, "title": 2},
        {"title": 2, "group": 3},
        {"group": 3},
        {},
        {"group": 4},
        {"group": 4},
        {},
    ]
    kept = np.array([True] * 7 + [False])
    groups = groups_of(marks(rows), kept)
    assert len(groups) == 7
    assert len({*groups[:4].tolist()}) == 1
    assert groups[5] == groups[6]
    assert len(set(groups.tolist())) == 3


def test_a_group_is_validated_on_as_a_whole_and_the_same_whatever_else_there_is() -> None:
    dice = np.random.default_rng(0)
    rows = [{"image": int(x), "title": int(y)} for x, y in dice.integers(1, 3000, (4000, 2))]
    rows += [{"image": int(x)} for x in dice.integers(1, 2**63, 4000)]
    whole = marks(rows)
    everything = np.ones(len(rows), dtype=bool)
    mask = validated(whole, everything, 0.2, 0)
    groups = groups_of(whole, everything)
    assert all(len(set(mask[groups == group].tolist())) == 1 for group in np.unique(groups)[:50])
    lonely = mask[4000:]
    assert 0.17 < lonely.mean() < 0.23
    half = everything.copy()
    half[4000::2] = False
    assert (validated(whole, half, 0.2, 0)[half] == mask[half]).all()
    assert (validated(whole, everything, 0.2, 1) != mask).any()
    more = validated(whole, everything, 0.5, 0)
    assert (more | ~mask).all(), "a larger fraction keeps what a smaller one had"


def test_no_fraction_validates_on_nothing_and_one_that_gives_nothing_is_refused() -> None:
    rows = [{}] * 3
    everything = np.ones(3, dtype=bool)
    assert not validated(marks(rows), everything, 0.0, 0).any()
    with pytest.raises(DataError, match="is nothing"):
        validated(marks([{"title": 1}] * 3), everything, 0.0001, 0)
    with pytest.raises(DataError, match="is everything"):
        validated(marks([{"title": 1}] * 3), everything, 0.9999, 0)


def test_reasons_are_words() -> None:
    assert [reason.value for reason in Reason][:2] == ["repeated id", "no title"]

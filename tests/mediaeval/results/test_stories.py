from __future__ import annotations

import itertools
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mediaeval.overview.titles import normalised
from mediaeval.plugins import get_plugins
from mediaeval.results.stories import OVERLAP, overlapping, story_groups, story_numbers
from mediaeval.splits import find_split

TITLES = {
    "1": "Minister resigns after a long vote",
    "2": "Storm hits the coast",
    "3": "Minister resigns after vote",
    "4": "MINISTER resigns: after a vote!",
    "5": "",
    "6": "",
    "7": "A fire at the mill",
}


def test_titles_that_share_most_words_tell_one_story() -> None:
    assert story_groups(TITLES) == [["1", "3", "4"], ["2"], ["5"], ["6"], ["7"]]


def test_articles_with_one_picture_tell_one_story() -> None:
    groups = story_groups(TITLES, {"2": "IMG", "7": "IMG", "5": "other", "unknown": "IMG"})
    assert groups == [["1", "3", "4"], ["2", "7"], ["5"], ["6"]]


def test_stories_are_numbered_in_the_order_of_the_articles() -> None:
    assert story_numbers(["7", "4", "untitled", "1"], TITLES).tolist() == [0, 1, 2, 1]


words = st.lists(st.sampled_from("abcdefgh"), max_size=7).map(" ".join)


@settings(deadline=None)
@given(st.lists(words, max_size=12), st.sampled_from([0.3, 0.5, OVERLAP, 0.75, 1.0]))
def test_no_pair_is_missed_by_comparing_few(titles: list[str], share: float) -> None:
    named = {str(n): title for n, title in enumerate(titles)}
    sets = {article: set(normalised(title).split()) for article, title in named.items()}
    slow = {
        (a, b)
        for a, b in itertools.combinations(named, 2)
        if sets[a] | sets[b] and len(sets[a] & sets[b]) / len(sets[a] | sets[b]) >= share - 1e-12
    }
    assert set(overlapping(named, share)) == slow


def test_real_headlines_give_few_and_small_stories(real_data: Path) -> None:
    split = find_split("2021", get_plugins((), False), real_data).read()
    groups = story_groups({article.id: article.texts["title"] for article in split.articles})
    assert sum(map(len, groups)) == 1915
    assert max(map(len, groups)) <= 4
    assert 1890 <= len(groups) <= 1910

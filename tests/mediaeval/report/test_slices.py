from __future__ import annotations

import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediaeval.report.labels import Labels
from mediaeval.report.slices import Slices, by_duplicates, by_label, by_language, by_length


@given(st.lists(st.integers(0, 30), max_size=60))
def test_lengths_part_all_articles_into_four_at_most(lengths: list[int]) -> None:
    titles = {str(n): " ".join(["word"] * length) for n, length in enumerate(lengths)}
    slices = by_length(titles)
    assert set(slices.values) == set(titles)
    assert len(slices.order) <= 4
    assert set(slices.values.values()) <= set(slices.order)
    for article, name in slices.values.items():  # the name says the truth
        numbers = [int(word) for word in name.split() if word.isdigit()]
        assert numbers[0] <= len(titles[article].split()) <= numbers[-1]


def test_lengths_are_quarters_where_they_can_be() -> None:
    slices = by_length({str(n): "w " * n for n in range(1, 101)})
    assert slices.order == ["1 to 25 words", "26 to 50 words", "51 to 75 words", "76 to 100 words"]
    assert set(Counter(slices.values.values()).values()) == {25}


def test_languages_are_told_and_rare_ones_joined() -> None:
    pytest.importorskip("py3langid")
    german, english = "Die Polizei sucht nach dem Mann mit dem Hut", "The police are looking for the man with the hat"
    titles = {str(n): german if n % 2 else english for n in range(200)}
    titles["welsh"] = "Mae'r heddlu yn chwilio am y dyn gyda'r het goch"
    slices = by_language(titles)
    assert isinstance(slices, Slices)
    assert slices.order == ["de", "en", "other"]
    assert slices.articles("other") == ["welsh"]


def test_without_a_detector_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py3langid", None)
    reason = by_language({"1": "A title"})
    assert isinstance(reason, str)
    assert "pip install 'mediaeval[lang]'" in reason


def test_duplicates_come_before_stories() -> None:
    titles = {
        "a": "Storm hits the coast",
        "b": "storm hits the coast!",
        "c": "The storm hits coast hard",
        "d": "A cup of tea",
        "e": "Something else altogether",
    }
    slices = by_duplicates(titles, {"d": "IMG1", "e": "IMG1"})
    assert slices.values == {
        "a": "the title of another",
        "b": "the title of another",
        "c": "the story of another",
        "d": "the story of another",
        "e": "the story of another",
    }
    assert by_duplicates({"x": "", "y": ""}, {}).values == {"x": "alone", "y": "alone"}


def test_labels_of_pictures_reach_their_articles() -> None:
    own = Labels("origin", "image", {"i1": "generated", "i2": "real"})
    slices = by_label(own, {"a": "i1", "b": "i2", "c": "i3"})
    assert slices.values == {"a": "generated", "b": "real"}
    assert by_label(Labels("topic", "article", {"a": "x"}), {}).articles("x") == ["a"]


def test_many_labels_are_joined() -> None:
    values = {f"a{n}": f"label {n % 30}" for n in range(300)} | {"top": "label 7"}
    slices = by_label(Labels("x", "article", values), {})
    assert len(slices.order) == 10
    assert slices.order[0] == "label 7"
    assert slices.order[-1] == "other"
    assert len(slices.values) == 301

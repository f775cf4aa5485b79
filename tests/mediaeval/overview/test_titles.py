from __future__ import annotations

from mediaeval.overview.titles import duplicate_groups, near_groups, normalised, report_titles

TITLES = {
    "1": "Storm hits the coast",
    "2": "STORM hits the coast!",
    "3": "The coast hits storm",
    "4": "Minister of something long resigns after a vote in the lower house of parliament",
    "5": "Minister of something long resigns after a vote - live updates",
    "6": "Short",
    "7": "Short one",
    "8": "",
}


def test_a_title_is_its_letters_and_digits() -> None:
    assert normalised("  ﬁve_O'Clock — 5!") == "five o clock 5"


def test_duplicates_differ_in_case_and_signs_alone() -> None:
    assert duplicate_groups(TITLES) == [["1", "2"]]


def test_near_duplicates_share_words_or_their_beginning() -> None:
    assert near_groups(TITLES) == [["1", "2", "3"], ["4", "5"]]
    assert near_groups({"1": "One", "2": "one"}) == []


def test_a_field_in_numbers() -> None:
    report = report_titles("title", TITLES)
    assert (report.filled, report.empty) == (7, 1)
    assert report.characters == (5, 20, 80)
    assert report.words == (1, 4, 14)
    assert report.languages is not None
    assert sum(report.languages.values()) == 7
    assert report.over_context == 0
    assert report_titles("title", {"1": "word " * 80}).over_context == 1

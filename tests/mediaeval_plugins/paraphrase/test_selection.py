"""Which candidates are kept, and what is counted."""

from __future__ import annotations

from mediaeval_plugins.paraphrase.decoding import Candidate
from mediaeval_plugins.paraphrase.filters import FILTERS
from mediaeval_plugins.paraphrase.selection import select

TITLE = "Storm hits coast"
CANDIDATES = [
    Candidate("storm hits COAST", finished=True),
    Candidate("Coast struck by", finished=False),
    Candidate("Coast struck by storm", finished=True),
    Candidate("coast struck by storm.", finished=True),
    Candidate("A storm strikes the coast", finished=True),
    Candidate("Coast is hit by storm", finished=True),
]


def test_first_that_passes_is_kept():
    kept, outcomes = select({TITLE: CANDIDATES}, views=1)
    assert kept == {TITLE: ["Coast struck by storm"]}
    assert outcomes == {
        "rejected_identical": 1,
        "rejected_unfinished": 1,
        "rejected_duplicate": 1,
        "used": 1,
        "spare": 2,
    }


def test_views_are_distinct_and_in_beam_order():
    kept, outcomes = select({TITLE: CANDIDATES}, views=2)
    assert kept == {TITLE: ["Coast struck by storm", "A storm strikes the coast"]}
    assert outcomes.total() == len(CANDIDATES)


def test_nothing_passes():
    kept, outcomes = select({TITLE: CANDIDATES[:2], "No candidates": []}, views=3)
    assert kept == {TITLE: [], "No candidates": []}
    assert outcomes == {"rejected_identical": 1, "rejected_unfinished": 1}


def test_what_drifts_is_refused_and_the_next_is_tried():
    asked = []

    def near(pairs):
        asked.append(pairs)
        return [not text.casefold().startswith("coast") for _, text in pairs]

    other = [Candidate("Bridge is opened", finished=True)]
    kept, outcomes = select({TITLE: CANDIDATES, "Mayor opens bridge": other}, views=1, near=near)
    assert kept == {TITLE: ["A storm strikes the coast"], "Mayor opens bridge": ["Bridge is opened"]}
    assert outcomes["rejected_drift"] == 2  # the second in other words of the first, which was not kept
    assert outcomes.total() == len(CANDIDATES) + 1
    # One call for each next candidate of all titles, and none for what is not needed.
    assert (
        asked
        == [
            [(TITLE, "Coast struck by storm"), ("Mayor opens bridge", "Bridge is opened")],
            [(TITLE, "coast struck by storm.")],
            [(TITLE, "A storm strikes the coast")],
        ][: len(asked)]
    )


def test_filters_can_be_left_out():
    without = {name: test for name, test in FILTERS.items() if name != "identical"}
    kept, _ = select({TITLE: CANDIDATES}, views=1, filters=without)
    assert kept == {TITLE: ["storm hits COAST"]}


def test_echo_of_the_prompt():
    echo = [Candidate("paraphrase: the coast is hit", finished=True)]
    assert select({TITLE: echo}, views=1, prefix="paraphrase: ")[0] == {TITLE: []}
    assert select({TITLE: echo}, views=1)[0] == {TITLE: ["paraphrase: the coast is hit"]}

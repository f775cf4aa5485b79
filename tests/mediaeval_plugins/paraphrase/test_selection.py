"""Which candidates are kept, and what is counted."""

from __future__ import annotations

from mediaeval_plugins.paraphrase.selection import select
from mediaeval_plugins.paraphrase.seq2seq import Candidate

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
    kept, outcomes = select(TITLE, CANDIDATES, prefix="", views=1)
    assert kept == ["Coast struck by storm"]
    assert outcomes == {
        "rejected_identical": 1,
        "rejected_unfinished": 1,
        "rejected_duplicate": 1,
        "used": 1,
        "spare": 2,
    }


def test_views_are_distinct_and_in_beam_order():
    kept, outcomes = select(TITLE, CANDIDATES, prefix="", views=2)
    assert kept == ["Coast struck by storm", "A storm strikes the coast"]
    assert outcomes.total() == len(CANDIDATES)


def test_nothing_passes():
    kept, outcomes = select(TITLE, CANDIDATES[:2], prefix="", views=3)
    assert kept == []
    assert outcomes == {"rejected_identical": 1, "rejected_unfinished": 1}

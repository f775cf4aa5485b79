from __future__ import annotations

import sys

import pytest

from mediaeval.overview.languages import language_counts

TITLES = [
    "Mann wird durch Böller schwer an der Hand verletzt",
    "Hawaii wildfire survivors return to Lahaina homes",
    "Neues Rathaus in Köln eröffnet",
]


def test_headlines_are_told_by_language() -> None:
    assert language_counts(TITLES) == {"de": 2, "en": 1}


def test_without_a_detector_nothing_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py3langid", None)
    assert language_counts(TITLES) is None

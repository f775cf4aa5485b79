from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediaeval.report.escaping import clean, json_script


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_json_reads_what_was_written_and_nothing_in_it_is_markup(text: str) -> None:
    written = json_script({"title": [text]})
    assert json.loads(written) == {"title": [text]}
    assert not set(written) & set("<>&\u2028\u2029\u202e\u2066\ufeff\x7f\x00")
    assert written.encode("utf-8")  # no lone surrogate is left


def test_numbers_that_json_does_not_know_are_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_script(float("inf"))


def test_what_html_cannot_hold_is_replaced_and_nothing_else() -> None:
    assert clean("a\x00b\x07\x7f\ud800\uffff") == "a\ufffdb\ufffd\ufffd\ufffd\ufffd"
    assert clean("<b> & ü \u202e שלום\n\t") == "<b> & ü \u202e שלום\n\t"

from __future__ import annotations

import pytest

from mediaeval.errors import RunFileError
from mediaeval.split import Article
from mediaeval.text import choose_text, clean, find_steps


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        ("whitespace", "  two\u00a0 words\t", "two words"),
        ("html-entities", "Q&amp;A &#8211; it&#x27;s", "Q&A \u2013 it's"),
        ("site-suffix", "Storm hits the coast | Latest News India", "Storm hits the coast"),
        ("site-suffix", "Storm hits the coast - Reuters", "Storm hits the coast"),
        ("site-suffix", "Reuters | A very long name of a section", "Reuters | A very long name of a section"),
        ("site-suffix", "Storm hits the coast | latest news", "Storm hits the coast"),
        ("site-suffix", "Storm hits the coast at night \u2013 The Times of India", "Storm hits the coast at night"),
        ("site-suffix", "Sturm trifft die Küste - spiegel.de", "Sturm trifft die Küste"),
        ("site-suffix", "Storm hits the coast - five dead", "Storm hits the coast - five dead"),
        ("site-suffix", "Storm hits the coast - 5 dead.", "Storm hits the coast - 5 dead."),
        ("site-suffix", "Well-known man", "Well-known man"),
        ("ftfy", "Xi hails \u00e2\u20ac\u02dcold friend\u00e2\u20ac\u2122", "Xi hails 'old friend'"),
    ],
)
def test_each_step(step: str, before: str, after: str) -> None:
    assert clean(before, find_steps([step], "here")) == after


def test_steps_run_in_the_order_given() -> None:
    text = "A&nbsp;&nbsp;B"
    assert clean(text, find_steps(["html-entities", "whitespace"], "")) == "A B"
    assert clean(text, find_steps(["whitespace", "html-entities"], "")) == "A\u00a0\u00a0B"


def test_an_unknown_step_names_the_nearest() -> None:
    with pytest.raises(
        RunFileError, match=r"x\.toml, line 3: there is no step 'white-space'; did you mean 'whitespace'\?"
    ):
        find_steps(["white-space"], "x.toml, line 3")


def test_the_first_field_that_is_not_blank_wins() -> None:
    article = Article("1", {}, {"titleEN": "  ", "title": "Der Titel", "text": "lead"})
    assert choose_text(article, ["titleEN", "title"]) == "Der Titel"
    assert choose_text(article, ["tags"]) == ""

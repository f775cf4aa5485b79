from __future__ import annotations

import pytest

from mediaeval_plugins.corpora.markup import first_picture, page_picture, text_of

TEXTS = [
    ("Plain as it is", "Plain as it is"),
    ("  white\n\t space ", "white space"),
    ("<h1>Two<br>lines</h1>", "Two lines"),
    ("<p>One</p><p>two</p>", "One two"),
    ("<b>B</b>old and <i>ital</i>ic", "Bold and italic"),
    ("Tom &amp; Jerry&#8217;s &quot;day&quot;", 'Tom & Jerry\u2019s "day"'),
    ("Trump&amp;#8217;s plan", "Trump\u2019s plan"),
    ("<style>p {color: red}</style>Seen<script>var x = '<p>';</script>", "Seen"),
    ("Profits < 5% & falling, I <3 it", "Profits < 5% & falling, I <3 it"),
    ("AT&T buys R&D", "AT&T buys R&D"),
    ("broken \ud83d half", "broken \ufffd half"),
    ("\ud83d\ude00 whole", "\U0001f600 whole"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "text"), TEXTS)
def test_html_becomes_its_text(markup: str, text: str) -> None:
    assert text_of(markup) == text


def test_the_first_picture_is_one_that_can_be_asked_for() -> None:
    html = '<p><img src="data:image/gif;base64,R0lGOD" data-src="https://x.example/a.jpg"><img src="https://x.example/b.jpg"></p>'
    assert first_picture(html) == "https://x.example/a.jpg"
    assert first_picture("<p>none</p>") == ""


def test_a_page_names_its_picture() -> None:
    page = '<meta name="twitter:image" content="/t.jpg"><META property="og:image" content=" /o.jpg?a=1&amp;b=2 ">'
    assert page_picture(page, "https://x.example/news/1") == "https://x.example/o.jpg?a=1&b=2"
    assert (
        page_picture('<meta name="twitter:image" content="/t.jpg">', "https://x.example/") == "https://x.example/t.jpg"
    )
    assert page_picture("<img src='/logo.png'>", "https://x.example/") == ""

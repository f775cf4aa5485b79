from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mediaeval.errors import MediaevalError, OutputError
from mediaeval.report.contents import Contents
from mediaeval.report.page import page_of


class Elements(HTMLParser):
    """Every element with its attributes, and the text of scripts and styles."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, str]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is not None:
            self.raw.append((self.cdata_elem, data))


@pytest.fixture(scope="session")
def elements(page: Path) -> Elements:
    return Elements(page.read_text("utf-8"))


def test_nothing_is_fetched_and_only_its_own_program_runs(elements: Elements) -> None:
    for tag, attributes in elements.found:
        assert tag not in {"link", "iframe", "object", "embed", "base"}
        assert "src" not in attributes
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    policy = next(own["content"] for tag, own in elements.found if own.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag, text in (elements.raw[0], elements.raw[-1]):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_hostile_texts_make_no_element(elements: Elements) -> None:
    assert [tag for tag, _ in elements.found].count("script") == 3
    assert "img" not in {tag for tag, _ in elements.found}
    assert "i" not in {tag for tag, _ in elements.found}


def test_the_values_are_json(elements: Elements) -> None:
    data, pictures = (json.loads(text) for tag, text in elements.raw if tag == "script" and not text.startswith('"use'))
    assert data["articles"]["titles"][0] == ["</script><script>window.pwned = 1</script>"]
    assert data["articles"]["titles"][5] == ["null \x00 bell \x07 delete \x7f lone \ud800 mark \ufeff"]
    assert all(base64.b64decode(picture).startswith(b"RIFF") for picture in pictures)


def test_no_template_speaks_from_data(page: Path) -> None:
    text = page.read_text("utf-8")
    assert "\x00" not in text
    assert "{{ 7 * 7 }}" in text
    assert not re.search(r"\u202e|\u2028", re.sub(r"<bdi>.*?</bdi>", "", text))


def test_ids_are_unique_and_references_lead_somewhere(elements: Elements) -> None:
    ids = [own["id"] for _, own in elements.found if "id" in own]
    assert len(set(ids)) == len(ids)
    for _, own in elements.found:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert set((own.get(name) or "").split()) <= set(ids)
        if (own.get("href") or "").startswith("#"):
            assert (own["href"] or "")[1:] in ids


def test_the_same_contents_give_the_same_bytes(page: Path, contents: Contents) -> None:
    assert page_of(contents) == page.read_bytes()


def test_it_keeps_to_its_budget_and_says_what_is_missing(page: Path, contents: Contents) -> None:
    bare = len(page.read_bytes()) - sum(map(len, re.findall(r'"UklGR[^"]*"', page.read_text("utf-8"))))
    budget = bare + 30_000
    small = page_of(contents, budget)
    assert len(small) <= budget
    assert b"are not in this page" in small
    assert b"are not in this page" not in page.read_bytes()
    with pytest.raises(OutputError, match=r"before any picture is in it, and 0\.1 MB are allowed"):
        page_of(contents, 100_000)


def test_a_missing_library_is_named(contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MediaevalError) as caught:
        page_of(contents)
    assert caught.value.hint == "Install it: pip install 'mediaeval[report]'"

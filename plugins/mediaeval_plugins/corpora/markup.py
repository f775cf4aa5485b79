"""HTML in the cells of crawled tables: its text, its first picture, and the picture that a page names for itself."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from urllib.parse import urljoin

__all__ = ["first_picture", "one_line", "page_picture", "text_of"]

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-zA-Z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_SILENT = frozenset(("script", "style", "template", "noscript", "head"))
_INLINE = frozenset(("a", "abbr", "b", "bdi", "cite", "em", "font", "i", "mark", "q", "s", "small", "span", "strong",
                     "sub", "sup", "u"))  # fmt: skip
_OWN_PICTURE = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")


def text_of(markup: str) -> str:
    """The text of a cell that may hold HTML, on one line; without any, the cell with its white space evened out.

    Half of a surrogate pair, which a broken crawl leaves and no file can hold, becomes the replacement character.
    """
    if _MARKUP.search(markup):
        parser = _Text()
        parser.feed(markup)
        parser.close()
        markup = "".join(parser.parts)
        if _MARKUP.search(markup):  # escaped twice, as in ``&amp;#8217;``
            markup = html.unescape(markup)
    return one_line(markup)


def one_line(text: str) -> str:
    """A text that every file can hold: white space evened out, half surrogates replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(text.split())


def first_picture(markup: str) -> str:
    """The address of the first picture in a piece of HTML; empty where there is none."""
    parser = _Pictures()
    parser.feed(markup)
    return parser.first


def page_picture(page: str, address: str) -> str:
    """The picture that a page names as its own (``og:image``, ``twitter:image``), as a whole address; or empty.

    Args:
        page: its HTML, or the beginning of it.
        address: where it stands, for relative addresses.
    """
    parser = _Pictures()
    parser.feed(page)
    named = next((parser.named[name] for name in _OWN_PICTURE if parser.named.get(name)), "")
    return urljoin(address, named) if named else ""


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own signature
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag not in _INLINE:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        elif tag not in _INLINE:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


class _Pictures(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.first = ""
        self.named: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        if tag == "img" and not self.first:
            sources = (values.get(name, "") for name in ("src", "data-src", "data-original"))
            self.first = next((source for source in sources if source and not source.startswith("data:")), "")
        elif tag == "meta":
            name = values.get("property") or values.get("name", "")
            self.named.setdefault(name.lower(), values.get("content", ""))

"""A matplotlib figure as SVG that is part of a page: its colours, its type, no style of its own.

matplotlib writes colours and fonts into ``style`` attributes, which a page with a strict content security policy
ignores, and which know nothing of light and dark. Here they become attributes, and each colour that figures are drawn
with becomes a variable of the page's style sheet.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FAINT", "INK", "PAPER", "SERIES", "inline_svg", "series"]

INK = "#000001"
"""Text and axes."""
FAINT = "#000002"
"""Grid lines."""
PAPER = "#000003"
"""What lies behind."""
SERIES = tuple(f"#0000{number:02x}" for number in range(0x10, 0x18))
"""Colours of runs."""

_VARIABLES = {INK: "var(--ink)", FAINT: "var(--line)", PAPER: "var(--paper)"} | {
    colour: f"var(--series-{number})" for number, colour in enumerate(SERIES, start=1)
}
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_FONT = re.compile(r"(?:\d+ )?([\d.]+)px")


def series(number: int) -> str:
    """The colour of a run, counted from 0; after the last comes the first again."""
    return SERIES[number % len(SERIES)]


def inline_svg(figure: Figure, name: str, title: str, description: str, kind: str) -> str:
    """A figure as an ``<svg>`` element.

    Args:
        figure: drawn in inches of 72 units, each a pixel at full size, with the colours of this module.
        name: what ids in it begin with; no two figures of a page share one.
        title: what a screen reader calls it.
        description: what it shows, in a sentence.
        kind: class of the element.
    """
    import matplotlib as mpl

    file = io.BytesIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        figure.savefig(file, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    root = ET.fromstring(file.getvalue())  # noqa: S314 - written by matplotlib a moment ago
    _plain(root, name)
    box = root.get("viewBox", "")
    root.attrib.clear()
    root.attrib.update({
        "viewBox": box,
        "class": kind,
        "role": "img",
        "aria-labelledby": f"{name}-title",
        "aria-describedby": f"{name}-about",
    })  # fmt: skip
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(tag, {"id": f"{name}-{'title' if tag == 'title' else 'about'}"})
        element.text = text
        root.insert(place, element)
    return ET.tostring(root, encoding="unicode")


def _plain(root: ET.Element, name: str) -> None:
    """Take away namespaces, metadata and styles, and give ids their beginning."""
    for parent in root.iter():
        for child in [one for one in parent if one.tag.endswith(("metadata", "style"))]:
            parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        if (link := element.attrib.pop(f"{_XLINK}href", None)) is not None:
            element.set("href", link)
        element.attrib.update(_attributes(element.attrib.pop("style", "")))
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, f"{name}-{value}")
            elif value.startswith(("#", "url(#")) and value not in _VARIABLES:
                element.set(key, value.replace("#", f"#{name}-", 1))
            else:
                element.set(key, _VARIABLES.get(value, value))
        if element.text is not None and not element.text.strip():
            element.text = None
        element.tail = None


def _attributes(style: str) -> dict[str, str]:
    """``fill: none; font: 13px 'DejaVu Sans'`` as attributes; of a font its size alone."""
    found = {}
    for declaration in style.split(";"):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key == "font":
            size = _FONT.match(value)
            found["font-size"] = size[1] if size else "13"
        elif key == "font-size":
            found[key] = value.removesuffix("px")
        elif key and key not in {"font-family", "font-style", "font-weight", "font-stretch"}:
            found[key] = value
    return found

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from mediaeval.report.svg import FAINT, INK, SERIES, inline_svg, series

figure_module = pytest.importorskip("matplotlib.figure")


def drawn(name: str = "one", label: str = "x") -> str:
    sheet = figure_module.Figure(figsize=(4, 3), dpi=72)
    axes = sheet.subplots()
    axes.plot([1, 2], [1, 2], color=SERIES[0], label=label, marker="o")
    axes.grid(color=FAINT)
    axes.set_title("a < b & c", color=INK)
    axes.legend()
    return inline_svg(sheet, name, "Title <b>", "What it shows & more.", "wide")


def test_it_has_no_style_no_namespace_and_no_colour_of_its_own() -> None:
    svg = drawn()
    assert "style" not in svg
    assert "xmlns" not in svg
    assert "xlink" not in svg
    assert "<?xml" not in svg
    assert "metadata" not in svg
    assert "var(--series-1)" in svg
    assert "var(--ink)" in svg
    assert "var(--line)" in svg
    assert not re.search(r"#00000|#000010", svg)
    assert "DejaVu" not in svg


def test_it_is_named_for_those_who_do_not_see_it() -> None:
    root = ET.fromstring(drawn())  # noqa: S314 - our own
    assert root.get("role") == "img"
    names = {element.get("id"): element.text for element in root if element.tag in ("title", "desc")}
    assert names[root.get("aria-labelledby")] == "Title <b>"
    assert names[root.get("aria-describedby")] == "What it shows & more."


def test_ids_are_its_own_and_references_lead_somewhere() -> None:
    svg = drawn("two")
    root = ET.fromstring(svg)  # noqa: S314 - our own
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    assert all(one.startswith("two-") for one in ids)
    references = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
    assert references
    assert references <= set(ids)


def test_the_same_figure_has_the_same_bytes() -> None:
    assert drawn() == drawn()


def test_after_the_last_colour_comes_the_first() -> None:
    assert series(len(SERIES)) == series(0)

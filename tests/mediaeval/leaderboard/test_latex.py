from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediaeval.leaderboard.building import make_board
from mediaeval.leaderboard.latex import escape, latex
from mediaeval.leaderboard.table import Cell, Document, Table
from mediaeval.leaderboard.write import written
from mediaeval.results.result import Result

_SIGNS = {r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^", r"\textless{}": "<",
          r"\textgreater{}": ">", r"\textbar{}": "|", r"\textquotedbl{}": '"', r"\textasciigrave{}": "`",
          "-{}-": "--", "{[}": "[", "{]}": "]", "{*}": "*", **{f"\\{s}": s for s in "&%$#_{}"}}  # fmt: skip


def read_back(text: str) -> str:
    """What TeX prints of an escaped text: each sign's command by its character; anything else that is special fails."""
    found = re.split("(" + "|".join(re.escape(key) for key in sorted(_SIGNS, key=len, reverse=True)) + ")", text)
    assert not any(set(piece) & set('\\{}~^<>|"`&%$#_[]*') for piece in found[::2])
    return "".join(_SIGNS.get(piece, piece) for piece in found)


@given(st.text(st.sampled_from('ab-\\~^<>|"`&%$#_{}[]* '), max_size=20))
def test_an_escaped_text_is_printed_as_it_is(text: str) -> None:
    escaped = escape(text)
    assert "--" not in escaped
    assert read_back(escaped) == " ".join(text.split())


@pytest.mark.parametrize("text", ["two\nlines", "two\r\nlines", "two\u2028lines", "two\x00 lines"])
def test_a_text_stays_on_its_line(text: str) -> None:
    assert escape(text) == "two lines"


def test_each_split_is_a_float_with_booktabs(make_result: Callable[..., Result]) -> None:
    runs = [make_result("my_run"), make_result("b", step=0.9), make_result("c", "demo:demo")]
    text = written(make_board(runs), "latex")
    assert text.count(r"\begin{table}") == text.count(r"\end{table}") == text.count(r"\caption{") == 2
    for rule in ("toprule", "midrule", "bottomrule"):
        assert text.count(f"\\{rule}") == 2
    assert r"my\_run" in text
    rt, demo = text.split(r"\end{table}")[:2]
    assert "Tied: runs that share a letter" in rt
    assert "Tied" not in demo.split(r"\toprule")[1]
    assert r"{[}1{]} A. Leventakis" in rt
    assert "Leventakis" not in demo
    (columns,) = re.findall(r"\\begin{tabular}{(\w+)}", rt)
    rows = [line for line in rt.splitlines() if line.endswith(r"\\")]
    assert len(rows) == 1 + 10 + 2
    assert {len(re.split(r"(?<!\\)&", row)) for row in rows} == {len(columns)}


def test_the_best_of_a_column_is_bold() -> None:
    text = written(make_board([], splits=["2023:GDELT-P1"]), "latex", layout="paper")
    bold = re.findall(r"\\textbf{([\d.]+)}", text)
    assert sorted(bold) == ["0.62972", "0.77933", "0.85133", "0.94533", "0.97067", "0.97067"]


def test_the_papers_two_parts_are_one_float() -> None:
    text = written(make_board([], shown="published"), "latex", layout="paper")
    assert (text.count(r"\begin{table}"), text.count(r"\begin{tabular}")) == (1, 2)
    assert text.count(r"\midrule") == 4
    assert "    GDELT-P2 & Run \\#1 & \\textbf{0.69067} & " in text


def test_braces_are_balanced_whatever_a_run_is_called() -> None:
    cell = Cell("}\\end{table} % \\input{x}", "[0, 1]", best=True)
    text = latex(Document("t", [Table("T}", ["h{"], [False], [[cell]])], [], ["a note\n\\input{x}"], ["one"]))
    bare = re.sub(r"\\[\\{}%]", "", "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("%")))
    assert bare.count("{") == bare.count("}")
    assert r"\input{x}" not in bare
    assert "% a note \\input{x}" in text

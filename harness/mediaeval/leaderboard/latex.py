"""A leaderboard as LaTeX for working notes: booktabs, the best figure of each column in bold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mediaeval.leaderboard.table import Cell, Document, Table

__all__ = ["escape", "latex"]

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "\N{PRIME}": r"\ensuremath{'}",
    "`": r"\textasciigrave{}",
    "--": "-{}-",  # no ligature
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    **{sign: f"{{{sign}}}" for sign in "[]*"},  # at the beginning of a row they would belong to the \\\\ before it
}
_SPECIAL = re.compile("|".join(map(re.escape, _ESCAPES)))


def escape(text: str) -> str:
    """Text that LaTeX prints as it is, on one line; needs a UTF-8 document, which is the default since 2018."""
    visible = "".join(char for char in " ".join(text.split()) if char.isprintable())
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], visible)


def latex(*documents: Document) -> str:
    """A float for each document; its tables, where it has several, are parts of one."""
    lines = [r"% Needs \usepackage{booktabs} and, for names with quotes or bars, \usepackage[T1]{fontenc}."]
    for document in documents:
        lines += _float(document)
    return "\n".join(lines) + "\n"


def _float(document: Document) -> Iterator[str]:
    title = document.title if document.together else f"Results on {document.tables[0].title}."
    yield r"\begin{table}"
    yield f"  \\caption{{{escape(' '.join([title, *document.rules]))}}}"
    yield f"  \\label{{tab:{_label(title)}}}"
    yield r"  \centering"
    for table in document.tables:
        if document.together:
            yield f"  {escape(table.title)}\\par"
        yield from _tabular(table)
        if document.together:
            yield r"  \par\medskip"
    yield from _below(document)
    yield r"\end{table}"


def _tabular(table: Table) -> Iterator[str]:
    yield f"  \\begin{{tabular}}{{{''.join('r' if numeric else 'l' for numeric in table.numeric)}}}"
    yield r"    \toprule"
    yield f"    {' & '.join(map(escape, table.headers))} \\\\"
    yield r"    \midrule"
    for number, row in enumerate(table.rows):
        if number in table.breaks:
            yield r"    \midrule"
        yield f"    {' & '.join(map(_cell, row))} \\\\"
    yield r"    \bottomrule"
    yield r"  \end{tabular}"


def _cell(cell: Cell) -> str:
    text = f"\\textbf{{{escape(cell.text)}}}" if cell.best else escape(cell.text)
    return f"{text} {{\\scriptsize {escape(cell.interval)}}}" if cell.interval else text


def _below(document: Document) -> Iterator[str]:
    """Sources as small print, where a row refers to one; notes, and else the sources, as comments."""
    yield from (f"  % {' '.join(note.split())}" for note in document.notes)
    for number, source in enumerate(document.sources, start=1):
        if document.together:
            yield f"  % [{number}] {' '.join(source.split())}"
        else:
            yield f"  \\par{{\\footnotesize {{[}}{number}{{]}} {escape(source)}}}"


def _label(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")

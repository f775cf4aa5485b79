"""A leaderboard as one static page: no network, opens from disk, columns sort by their headings."""

from __future__ import annotations

import html
import importlib.resources
from collections.abc import Iterator
from string import Template

from mediaeval.leaderboard.table import Cell, Document, Table
from mediaeval.report.escaping import clean

__all__ = ["page"]


def page(document: Document) -> str:
    """The page. All texts are data and escaped; without scripts the tables stand as they are sorted here."""
    folder = importlib.resources.files("mediaeval.leaderboard")
    html_, style, script = ((folder / f"page.{kind}").read_text("utf-8") for kind in ("html", "css", "js"))
    return Template(html_).substitute(
        title=_text(document.title),
        style=style,
        script=script,
        tables="\n".join(line for n, table in enumerate(document.tables) for line in _table(table, n, document)),
        notes="\n".join(_notes(document)),
    )


def _table(table: Table, number: int, document: Document) -> Iterator[str]:
    sorts = not document.together  # the paper's table names a data set in the first of its rows alone
    yield f'<h2 id="table-{number}">{_text(table.title)}</h2>'
    yield f'<div class="wide" role="region" aria-labelledby="table-{number}" tabindex="0">'
    yield f'<table aria-labelledby="table-{number}">'
    heads = [
        f'<th scope="col"{_class(numeric)}>{_head(header, sorts=sorts)}</th>'
        for header, numeric in zip(table.headers, table.numeric, strict=True)
    ]
    yield f"<thead><tr>{''.join(heads)}</tr></thead>"
    yield "<tbody>"
    for place, row in enumerate(table.rows):
        cells = [_cell(cell, numeric=numeric) for cell, numeric in zip(row, table.numeric, strict=True)]
        above = ' class="break"' if place in table.breaks else ""
        yield f"<tr{above}>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"


def _head(header: str, *, sorts: bool) -> str:
    return f'<button type="button">{_text(header)}</button>' if sorts and header else _text(header)


def _cell(cell: Cell, *, numeric: bool) -> str:
    order = "" if cell.order is None else f' data-order="{cell.order!r}"'
    text = f"<strong>{_text(cell.text)}</strong>" if cell.best else _text(cell.text)
    interval = f"<small>{_text(cell.interval)}</small>" if cell.interval else ""
    return f"<td{_class(numeric)}{order}>{text}{interval}</td>"


def _class(numeric: bool) -> str:
    return ' class="figure"' if numeric else ""


def _notes(document: Document) -> Iterator[str]:
    if below := [*document.rules, *document.notes]:
        yield f"<ul>{''.join(f'<li>{_text(note)}</li>' for note in below)}</ul>"
    if document.sources:
        yield f"<p>Published:</p>\n<ol>{''.join(f'<li>{_text(source)}</li>' for source in document.sources)}</ol>"


def _text(text: str) -> str:
    return html.escape(clean(text))

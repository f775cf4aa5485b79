"""A report as one file: markup, style, program, values and pictures, with a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
from typing import TYPE_CHECKING, Any

from mediaeval import __version__
from mediaeval.errors import MediaevalError, OutputError
from mediaeval.report.contents import FEW, Contents
from mediaeval.report.escaping import clean, json_script
from mediaeval.report.payload import payload, wanted_images
from mediaeval.report.runs import SHOWN
from mediaeval.report.thumbnails import Thumbnails, make_thumbnails
from mediaeval.results.metrics import COMPARED
from mediaeval.results.rounding import printed, printed_interval

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["BUDGET", "page_of"]

BUDGET = 25_000_000
"""Bytes that a page may have unless told otherwise."""

_MODULES = ("dom", "data", "pictures", "theme", "sorting", "search", "articles", "article", "start")
_SECTIONS = {
    "leaderboard": "Leaderboard",
    "figures": "Curves",
    "articles": "Articles",
    "hubs": "Hubs",
    "slices": "Slices",
    "runs": "Runs",
}


def page_of(contents: Contents, budget: int = BUDGET) -> bytes:
    """The page, with pictures as large as the budget lets them be.

    Args:
        contents: what it says.
        budget: bytes that it may have.

    Raises:
        MediaevalError: jinja2 is not installed.
        OutputError: it is larger than the budget without any picture.
    """
    wanted = wanted_images(contents)
    # The size without pictures, as if each had its number already and every note stood there.
    places = {image.id: len(wanted) for image in wanted}
    worst = Thumbnails((b"",), places, None, tuple(places), {image.id: " " * 500 for image in wanted})
    bare = len(_render(contents.noting(*_notes(worst)), Thumbnails((), places)))
    if bare > budget:
        raise OutputError(
            f"the report has {bare / 1e6:.1f} MB before any picture is in it, and {budget / 1e6:.1f} MB are allowed.",
            hint="Allow more with --budget, or report fewer runs.",
        )
    thumbnails = make_thumbnails(wanted, budget - bare)
    return _render(contents.noting(*_notes(thumbnails)), thumbnails)


def _notes(thumbnails: Thumbnails) -> list[str]:
    """What a reader should know of the pictures."""
    notes = []
    if left := len(thumbnails.left_out):
        kept = len(thumbnails.place)
        notes.append(
            f"To stay within the size that was asked for, {left:,} pictures of {left + kept:,} are not in this page; "
            "right ones and those at the top of lists come first. Allow more with --budget."
        )
    if unusable := thumbnails.unusable:
        image, reason = next(iter(unusable.items()))
        notes.append(f"{len(unusable):,} pictures cannot be shown; the first is {image}, which {reason}.")
    return notes


def _render(contents: Contents, thumbnails: Thumbnails) -> bytes:
    style = _source("pages", "style.css")
    modules = "\n".join(_source("app", f"{name}.js") for name in _MODULES)
    program = f'"use strict";\n(() => {{\n{modules}}})();\n'
    environment = _environment()
    safe: Any = environment.globals["safe"]
    sections = [(key, name) for key, name in _SECTIONS.items() if key != "figures" or contents.figures]
    html = environment.get_template("page.html").render(
        report=contents,
        shown=SHOWN,
        few=FEW,
        compared=str(COMPARED),
        place=thumbnails.place,
        number={image.id: at for at, image in enumerate(sorted(wanted_images(contents), key=lambda one: one.id))},
        sections=sections,
        version=__version__,
        policy=_policy(style, program),
        style=safe(style),
        program=safe(program),
        payload=safe(json_script(payload(contents, thumbnails.place))),
        pictures=safe(json_script([base64.b64encode(data).decode() for data in thumbnails.data])),
    )
    return html.encode("utf-8")


def _policy(style: str, program: str) -> str:
    """Nothing is fetched, nothing runs but this program, nothing but text is made into markup."""
    hashes = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (style, program)]
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _environment() -> Environment:
    """Templates that escape all that they are given.

    Raises:
        MediaevalError: jinja2 is not installed.
    """
    try:
        import jinja2
        import markupsafe
    except ImportError as error:
        raise MediaevalError(
            f"a report needs jinja2, which is not installed ({error}).",
            hint="Install it: pip install 'mediaeval[report]'",
        ) from None
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("mediaeval.report", "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: clean(value) if type(value) is str else value,
        trim_blocks=True,
    )
    environment.globals["safe"] = markupsafe.Markup
    environment.filters |= {"printed": printed, "printed_interval": printed_interval, "count": _counted}
    return environment


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _source(folder: str, name: str) -> str:
    return (importlib.resources.files("mediaeval.report") / folder / name).read_text("utf-8")

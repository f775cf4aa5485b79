"""Everything that can be wrong with a submission file: stable codes, each with what it means."""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["CODES", "REPAIRED"]

CODES = MappingProxyType(
    {
        "encoding": "the file is not UTF-8",
        "bom": "the file begins with a byte order mark, which joins the first key",
        "line-ends": "lines end in CRLF or CR instead of LF",
        "separator": "the cells of a line are not parted by TABs",
        "header": "a line names columns where no header belongs",
        "blank-line": "a line is empty",
        "trailing-tab": "a line ends in a TAB",
        "empty-cell": "a cell between others is empty",
        "padding": "a cell has blanks around it",
        "quotes": "a cell stands in quotation marks",
        "key-column": "the first column holds another key than the edition takes, or one that several articles share",
        "mixed-keys": "a line goes by another key than the other lines",
        "unknown-article": "no article of the split has this key",
        "ambiguous-article": "several articles of the split have this key",
        "duplicate-article": "an article has a line already",
        "missing-article": "an article of the split has no line",
        "unknown-image": "no image of the gallery has this id",
        "image-file-name": "an image goes by the name of its file instead of its id",
        "decimal-comma": "a number with a decimal comma stands among the images",
        "score": "a score stands among the images",
        "duplicate-image": "a line names an image twice",
        "too-few-images": "a line has fewer images than the edition asks for",
        "too-many-images": "a line has more images than the edition takes",
        "trec-run": "the file is a TREC run",
    }
)
"""Code to meaning; all but ``blank-line`` are errors, unless an edition tolerates one (``SubmissionFormat``)."""

REPAIRED = MappingProxyType(
    {
        "encoding": "written as UTF-8",
        "bom": "byte order mark removed",
        "line-ends": "lines end in LF",
        "separator": "cells parted by TABs",
        "header": "headers removed",
        "blank-line": "empty lines removed",
        "trailing-tab": "trailing TABs removed",
        "empty-cell": "empty cells removed",
        "padding": "blanks around cells removed",
        "quotes": "quotation marks removed",
        "key-column": "articles named by the edition's key",
        "mixed-keys": "articles named by one key",
        "image-file-name": "file names turned into image ids",
        "decimal-comma": "scores removed",
        "score": "scores removed",
        "duplicate-image": "later mentions of an image removed",
        "too-many-images": "lists cut",
        "trec-run": "lists taken from the TREC run, by score",
    }
)
"""Codes that ``--fix`` repairs, with what it does; an article, an image or a line is never invented."""

"""Submission files: a line for each article, its key and then image ids, best first, with TABs between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from mediaeval import SubmissionError

__all__ = ["tab_lines"]

_BOUNDARY = re.compile(r"[\t\n\r]")


def tab_lines(rows: Iterable[tuple[str, Sequence[str]]], *, header: bool = False) -> Iterator[bytes]:
    """The lines of the 2023 format in UTF-8, each ending in LF: no TAB after the last id.

    Args:
        rows: article key, and image ids best first.
        header: begin with the line ``articleID iid1 iid2 …`` of 2021, as long as the first row.

    Raises:
        SubmissionError: a key or an id is empty, or holds a TAB or a line end.
    """
    for number, (key, images) in enumerate(rows, 1):
        if header and number == 1:
            yield "\t".join(["articleID", *(f"iid{i}" for i in range(1, len(images) + 1))]).encode() + b"\n"
        cells = [key, *images]
        for cell in cells:
            if not cell or _BOUNDARY.search(cell):
                raise SubmissionError(
                    f"Row {number}, article {key!r}: {cell!r} cannot be a cell: empty, or a TAB or a line end in it.",
                    hint="Choose another key with [submission] key in the run file.",
                )
        yield "\t".join(cells).encode() + b"\n"

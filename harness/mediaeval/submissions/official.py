"""Figures in the layout of the organisers' evaluator (``EvalTask.java``, NewsImages 2021)."""

from __future__ import annotations

from collections.abc import Iterator

from mediaeval.results.metrics import Measure
from mediaeval.results.result import Result, printed

__all__ = ["official_lines"]

_DEPTH = 100
_CUTOFFS = (5, 10, 50, 100)


def official_lines(result: Result, rows: int) -> Iterator[str]:
    """The evaluator's lines after the name of the file, with a decimal point.

    Args:
        result: the ranks.
        rows: lines of the submission that name an article: the number after that of the images found.
    """
    found = int(((result.ranks >= 1) & (result.ranks <= _DEPTH)).sum())
    yield f"correctIn100\t{found}\t{rows}"
    yield f"MRR\t{_DEPTH}\t{printed(Measure('MRR', _DEPTH)(result.ranks))}"
    for cutoff in _CUTOFFS:
        yield f"MeanRecallAt\t{cutoff}\t{printed(Measure('Recall', cutoff)(result.ranks))}"

"""How numbers are printed: the one rule of every table, page and line.

===================  =========================================================
a figure             5 decimals, as the organisers' tool rounds
a difference         5 decimals and its sign
a p-value            4 decimals; below half of the last one, ``<0.0001``
an interval          3 decimals at both ends: its own error is in the third
a published figure   the digits that were published, no more and no fewer
===================  =========================================================

JSON holds what was computed, unrounded.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from mediaeval.results.intervals import Interval

__all__ = ["DECIMALS", "printed", "printed_difference", "printed_interval", "printed_p"]

DECIMALS = 5
"""Decimals of a printed figure, as the organisers print them."""

_P_DECIMALS = 4
_INTERVAL_DECIMALS = 3


def printed(value: float) -> str:
    """A figure as the organisers' tool prints it.

    Java's ``%.5f`` rounds the shortest decimal form of the number, and a half up, where Python rounds the binary
    value: 1/1600 is ``0.00063`` there and here.
    """
    return _rounded(value, DECIMALS)


def printed_difference(value: float) -> str:
    """A difference of two figures, with its sign; one that rounds to nothing has none."""
    text = _rounded(abs(value), DECIMALS)
    return text if not float(text) else f"{'+' if value > 0 else '-'}{text}"


def printed_p(value: float) -> str:
    """A p-value; one that rounds to 0 is said to be below the last decimal, for no p-value is 0."""
    text = _rounded(value, _P_DECIMALS)
    return text if float(text) else f"<{Decimal(10) ** -_P_DECIMALS}"


def printed_interval(interval: Interval) -> str:
    """An interval as ``[low, high]``."""
    low, high = (_rounded(value, _INTERVAL_DECIMALS) for value in (interval.low, interval.high))
    return f"[{low}, {high}]"


def _rounded(value: float, decimals: int) -> str:
    """Half up, away from zero, of the shortest decimal form."""
    text = f"{Decimal(repr(float(value))).quantize(Decimal(10) ** -decimals, ROUND_HALF_UP):f}"
    return text if float(text) else text.removeprefix("-")

from __future__ import annotations

import pytest

from mediaeval.results.intervals import Interval
from mediaeval.results.rounding import printed, printed_difference, printed_interval, printed_p


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.01234567, "+0.01235"), (-0.01234567, "-0.01235"), (0.0, "0.00000"), (-4e-6, "0.00000"), (1 / 1600, "+0.00063")],
)
def test_a_difference_has_its_sign(value: float, text: str) -> None:
    assert printed_difference(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1.0000"), (0.00005, "0.0001"), (0.00004, "<0.0001"), (1e-300, "<0.0001")]
)
def test_no_p_value_is_printed_as_nothing(value: float, text: str) -> None:
    assert printed_p(value) == text


def test_an_interval_has_two_ends() -> None:
    assert printed_interval(Interval(-0.0004, 0.0125)) == "[0.000, 0.013]"
    assert printed_interval(Interval(-0.0126, 1.0)) == "[-0.013, 1.000]"


def test_a_figure_has_five_decimals() -> None:
    assert printed(2 / 3) == "0.66667"

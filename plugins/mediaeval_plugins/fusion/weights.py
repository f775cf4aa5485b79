"""How much each view counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from annotated_types import Ge
from numpy.typing import NDArray

from mediaeval import RunFileError

__all__ = ["Weight", "shares"]

Weight = Annotated[float, Ge(0)]
"""The weight of a view, of an encoder or of a run, relative to the others."""


def shares(weights: Sequence[float] | None, views: int) -> NDArray[np.float64]:
    """``(V, 1, 1)`` shares with a sum of 1; the last weight counts for all further views, and None for equal ones.

    Raises:
        RunFileError: there are more weights than views, or their sum is 0.
    """
    given = list(weights or [1.0])
    if views > 1 and len(given) > views:
        raise RunFileError(
            f"{len(given)} weights are given for {views} views.", hint="The last weight counts for all further views."
        )
    every = np.array((given + given[-1:] * views)[:views])
    if not every.sum():
        raise RunFileError(f"the weights {given} have a sum of 0.")
    return np.asarray((every / every.sum())[:, None, None])

"""What a column of the bank says about its image: one number for each image, read strip by strip.

The one kernel of the family. A dense matrix is a bank of one strip, so that there is no second implementation, and the
numbers do not depend on where strips end: maxima and selections are exact, and sums run in float64.
"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from annotated_types import Gt, Lt
from numpy.typing import NDArray

from mediaeval import Bank
from mediaeval.roles import FloatArray
from mediaeval_plugins.hubness.log_sum_exp import column_log_sum_exp

__all__ = ["Temperature", "highest_mean", "mean", "soft_mean", "spread"]

Temperature = Annotated[float, Gt(0), Lt(math.inf)]
"""In the units of cosines: what ``logit_scale`` is to a logit, its inverse is to a cosine."""


def soft_mean(bank: Bank, temperature: float) -> NDArray[np.float64]:
    """``(D,)``: ``T log(1/C sum_i exp(z_ij / T))``, between the mean (T to infinity) and the maximum (T to 0)."""
    total = column_log_sum_exp(bank, temperature)
    return np.asarray(temperature * (total - math.log(bank.queries)))


def mean(bank: Bank) -> NDArray[np.float64]:
    """``(D,)``: ``1/C sum_i z_ij``."""
    total = np.zeros(bank.images)
    for strip in bank:
        total += strip.sum(axis=0, dtype=np.float64)
    return total / bank.queries


def spread(bank: Bank) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """``(D,)`` means and ``(D,)`` standard deviations (of the population), in one pass.

    Strips are merged by the update of Chan, Golub and LeVeque (1983), which subtracts no large sums.
    """
    count, centre, squares = 0, np.zeros(bank.images), np.zeros(bank.images)
    for strip in bank:
        rows = len(strip)
        own = strip.mean(axis=0, dtype=np.float64)
        apart = own - centre
        squares += np.square(strip - own).sum(axis=0) + apart**2 * (count * rows / (count + rows))
        centre += apart * (rows / (count + rows))
        count += rows
    return centre, np.sqrt(squares / count)


def highest_mean(bank: Bank, k: int) -> NDArray[np.float64]:
    """``(D,)``: the mean of the ``k`` highest scores of each column; of all of them where the bank has fewer."""
    k = min(k, bank.queries)
    best: FloatArray | None = None
    for strip in bank:
        seen = strip if best is None else np.concatenate([best, strip])
        best = np.partition(seen, len(seen) - k, axis=0)[-k:] if len(seen) > k else seen
    if best is None:
        raise ValueError("a bank without a strip has no highest scores")
    return np.asarray(np.sort(best, axis=0).mean(axis=0, dtype=np.float64))

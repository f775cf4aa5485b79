"""How the learning rate changes: a share of it for each step."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mediaeval_plugins.finetune.file import ScheduleTable

__all__ = ["share"]


def share(table: ScheduleTable, step: int, steps: int) -> float:
    """The share of the learning rate that a step has.

    It rises in equal parts over ``warm_up`` steps, the first of which has ``1 / warm_up``, and then stays, or falls
    in equal parts or along half a cosine, as open_clip's schedules do: to ``floor`` when all steps are taken.

    Args:
        table: the schedule.
        step: counted from 0.
        steps: of the whole training; further ones have ``floor``.
    """
    if step < table.warm_up:
        return (step + 1) / table.warm_up
    if table.shape == "constant":
        return 1.0
    done = min(1.0, (step - table.warm_up) / max(1, steps - table.warm_up))
    left = 1 - done if table.shape == "linear" else (1 + math.cos(math.pi * done)) / 2
    return table.floor + (1 - table.floor) * left

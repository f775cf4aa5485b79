"""The whole state of a training, saved so that it goes on to the same weights, bit for bit, after it was killed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediaeval import DataError, RunFileError, atomic_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import torch

__all__ = ["Checkpoint", "differences", "read_checkpoint", "write_checkpoint"]


@dataclass
class Checkpoint:
    """Where a training stands.

    Args:
        decides: all that decides its weights, as JSON values; another training is not continued.
        step: steps that were taken.
        epoch: the epoch that it is in, counted from 0.
        batch: batches of that epoch that were taken.
        left_out: pairs that the epochs before it left out, for each.
        weights: what is trained, by name.
        optimiser: the optimiser's own state.
        random: the state of torch's random numbers.
        seconds: time that was spent on steps.
        curve: what was measured: steps with figures.
        first_ranks: ranks of the first measurement, for the test at the end.
        best: weights of the best measurement, where those are wanted.
        since_best: measurements since that one.
        finished: whether there is nothing more to do.
    """

    decides: Mapping[str, Any]
    step: int = 0
    epoch: int = 0
    batch: int = 0
    left_out: list[int] = field(default_factory=list)
    weights: Mapping[str, torch.Tensor] = field(default_factory=dict)
    optimiser: Mapping[str, Any] = field(default_factory=dict)
    random: torch.Tensor | None = None
    seconds: float = 0.0
    curve: list[dict[str, Any]] = field(default_factory=list)
    first_ranks: list[int] = field(default_factory=list)
    best: Mapping[str, torch.Tensor] | None = None
    since_best: int = 0
    finished: bool = False


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Save a state, whole or not at all.

    Raises:
        OutputError: the file cannot be written; the one before it stays.
    """
    import torch

    with atomic_path(path) as temporary:
        torch.save(vars(checkpoint), temporary)


def read_checkpoint(path: Path, decides: Mapping[str, Any]) -> Checkpoint | None:
    """The state that was saved; None where there is none.

    Args:
        path: the file.
        decides: all that decides the weights of this training.

    Raises:
        DataError: the file is damaged.
        RunFileError: it is the state of another training; says where the two differ.
    """
    import torch

    if not path.is_file():
        return None
    try:
        checkpoint = Checkpoint(**torch.load(path, map_location="cpu", weights_only=True))
    except Exception as error:  # torch.load raises many kinds on what it cannot read
        raise DataError(
            f"{path}: is no saved state of a training ({str(error).splitlines()[0]}).", hint="Start anew with --force."
        ) from error
    differing = differences(decides, checkpoint.decides)
    if differing:
        raise RunFileError(
            f"{path.parent.parent}: holds another training, which differs in {', '.join(differing[:4])}"
            + (f" and {len(differing) - 4} more." if len(differing) > 4 else "."),  # noqa: PLR2004 - the first few
            hint="Give another folder with --set output.folder=FOLDER, or replace it: --force.",
        )
    return checkpoint


def differences(wanted: Any, found: Any, at: str = "") -> list[str]:
    """Where two JSON values differ, as dotted keys."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        keys = list(dict.fromkeys([*wanted, *found]))
        return [d for key in keys for d in differences(wanted.get(key), found.get(key), f"{at}.{key}" if at else key)]
    return [] if wanted == found else [at]

"""What the processes of one training tell each other; alone, a process talks to nobody."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Any, Protocol

from mediaeval import RunFileError, part_from_environment

if TYPE_CHECKING:
    from collections.abc import Iterable

    import torch

__all__ = ["Collective", "Processes", "Solo", "join", "own"]

_WAIT = dt.timedelta(hours=6)  # while one process encodes the last batch, or validates, the others wait


class Collective(Protocol):
    """The processes of one training, of which this is one."""

    @property
    def rank(self) -> int:
        """Which, counted from 0."""

    @property
    def world(self) -> int:
        """How many."""

    def gather(self, rows: torch.Tensor, count: int) -> torch.Tensor:
        """``(count, d)``: the rows of all processes, each of which gives its :func:`own` ones."""

    def sum_(self, tensors: Iterable[torch.Tensor]) -> None:
        """Replace each tensor by its sum over all processes."""

    def agree(self, number: float) -> float:
        """The number that process 0 gives."""

    def wait(self) -> None:
        """Go on when all have come here."""

    def leave(self) -> None:
        """Talk to nobody any more."""


class Solo:
    """One process."""

    rank = 0
    world = 1

    def gather(self, rows: torch.Tensor, count: int) -> torch.Tensor:  # noqa: ARG002 - a Collective
        """Its own rows."""
        return rows

    def sum_(self, tensors: Iterable[torch.Tensor]) -> None:
        """The sum of one."""

    def agree(self, number: float) -> float:
        """Its own number."""
        return number

    def wait(self) -> None:
        """Nobody is waited for."""

    def leave(self) -> None:
        """Nobody is left."""


class Processes:
    """Several processes, by ``torch.distributed``.

    Args:
        device: where numbers are exchanged.
        group: a group of processes; None for all.
    """

    def __init__(self, device: torch.device, group: Any = None) -> None:
        import torch.distributed as dist

        self._device, self._group = device, group
        self.rank = dist.get_rank(group)
        self.world = dist.get_world_size(group)

    def gather(self, rows: torch.Tensor, count: int) -> torch.Tensor:
        """All rows, each process adding its own to zeros: exact, also where the shares differ in size."""
        import torch

        whole = torch.zeros(count, *rows.shape[1:], dtype=rows.dtype, device=rows.device)
        whole[own(self, count)] = rows
        self.sum_([whole])
        return whole

    def sum_(self, tensors: Iterable[torch.Tensor]) -> None:
        """Sums in place."""
        import torch.distributed as dist

        for tensor in tensors:
            dist.all_reduce(tensor, group=self._group)

    def agree(self, number: float) -> float:
        """The number of process 0: the others add 0 to it."""
        import torch

        told = torch.tensor(number if self.rank == 0 else 0.0, dtype=torch.float64, device=self._device)
        self.sum_([told])
        return float(told)

    def wait(self) -> None:
        """A barrier."""
        self.agree(0.0)

    def leave(self) -> None:
        """End the group."""
        import torch.distributed as dist

        dist.destroy_process_group()


def own(collective: Collective, count: int) -> slice:
    """The share of ``count`` rows that is this process's own."""
    return slice(
        count * collective.rank // collective.world,
        count * (collective.rank + 1) // collective.world,
    )


def join(device: torch.device) -> Collective:
    """The processes that torchrun, Slurm or mpirun started, of which this is one; alone where none did.

    Raises:
        RunFileError: they cannot find each other.
    """
    part = part_from_environment()
    if part.world == 1:
        return Solo()
    import torch.distributed as dist

    missing = [name for name in ("MASTER_ADDR", "MASTER_PORT") if name not in os.environ]
    if missing:
        raise RunFileError(
            f"this is process {part}, and {' and '.join(missing)} must say where the processes meet.",
            hint="Start with: torchrun --nproc-per-node N -m mediaeval finetune FILE",
        )
    backend = "nccl" if device.type == "cuda" else "gloo"
    dist.init_process_group(backend, "env://", timeout=_WAIT, rank=part.rank, world_size=part.world)
    return Processes(device)

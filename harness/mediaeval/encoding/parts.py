"""Which part of the work a process of several does: its rank and their number, as launchers tell them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from mediaeval.errors import RunFileError

__all__ = ["WHOLE", "Part", "part_from_environment"]

# torchrun and Kubernetes operators; Slurm's srun; Open MPI's mpirun.
_VARIABLES = (
    ("RANK", "WORLD_SIZE"),
    ("SLURM_PROCID", "SLURM_NTASKS"),
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One process of several.

    Args:
        rank: which, counted from 0.
        world: how many.
    """

    rank: int = 0
    world: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.rank < self.world:
            raise RunFileError(f"rank {self.rank} of {self.world}: a rank is at least 0 and below the number of ranks.")

    def __str__(self) -> str:
        return f"{self.rank + 1} of {self.world}"


WHOLE = Part()


def part_from_environment(environ: Mapping[str, str] = os.environ) -> Part:
    """The part that torchrun, Slurm or mpirun gave this process; all of the work where none did.

    Raises:
        RunFileError: the variables are no numbers, or contradict each other.
    """
    for rank, world in _VARIABLES:
        if rank in environ and world in environ:
            try:
                return Part(int(environ[rank]), int(environ[world]))
            except ValueError:
                raise RunFileError(
                    f"{rank}={environ[rank]!r} and {world}={environ[world]!r} in the environment must be numbers."
                ) from None
    return WHOLE

from __future__ import annotations

import pytest

from mediaeval.encoding.parts import WHOLE, Part, part_from_environment
from mediaeval.errors import RunFileError


@pytest.mark.parametrize(
    ("environ", "part"),
    [
        ({}, WHOLE),
        ({"RANK": "1", "WORLD_SIZE": "4"}, Part(1, 4)),
        ({"SLURM_PROCID": "2", "SLURM_NTASKS": "3"}, Part(2, 3)),
        ({"OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "2"}, Part(0, 2)),
        ({"SLURM_PROCID": "0", "SLURM_NTASKS": "1", "RANK": "5", "WORLD_SIZE": "8"}, Part(5, 8)),
        ({"RANK": "3"}, WHOLE),
    ],
)
def test_launchers_are_understood(environ: dict[str, str], part: Part) -> None:
    assert part_from_environment(environ) == part


@pytest.mark.parametrize("environ", [{"RANK": "4", "WORLD_SIZE": "4"}, {"RANK": "one", "WORLD_SIZE": "2"}])
def test_what_contradicts_itself_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(RunFileError):
        part_from_environment(environ)


def test_a_part_is_told_from_one() -> None:
    assert str(Part(0, 2)) == "1 of 2"

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Program = Callable[..., Any]

WRONG = '''
from mediaeval import Augmenter, Reviser, hookimpl
from mediaeval import Domain

class Wrong:
    """Widens its scores, and stumbles over small splits."""
    accepts = (Domain.COSINE,)
    produces = None
    def __init__(self, k: int = 3):
        self.k = k
    def fit(self, bank):
        return [strip[0, self.k] for strip in bank] and None
    def apply(self, scores, state):
        return scores.astype("float64")

class Hungry:
    """Needs weights that are not there."""
    def augment(self, ids, titles):
        from mediaeval import WeightsError
        raise WeightsError("weights.pt: is not there.", hint="Make it.")

@hookimpl
def mediaeval_revisers():
    yield Reviser("wrong", f"{__name__}:Wrong")

@hookimpl
def mediaeval_augmenters():
    yield Augmenter("hungry", f"{__name__}:Hungry")
'''


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.py"
    path.write_text(WRONG)
    return path


def test_a_component_that_keeps_its_promises_ends_with_0(program: Program) -> None:
    done = program("plugins", "check", "top-k")
    assert done.code == 0
    assert "ranker 'top-k' of mediaeval" in done.out
    assert "  ok      Of equal scores the lower column comes first" in done.out
    assert done.out.rstrip().endswith(f"{done.out.count('  ok  ')} passed, 0 failed")


def test_one_that_breaks_some_ends_with_1_and_the_reasons(program: Program, wrong: Path) -> None:
    done = program("plugins", "check", "wrong", "--plugin", wrong)
    assert done.code == 1
    lines = done.out.splitlines()
    at = lines.index("  FAILED  Apply keeps the shape and the dtype, float32 and float64")
    assert lines[at + 1].strip() == "dtype float64 for float32"
    assert "IndexError" in done.out
    assert "(wrong.py, line 12)" in done.out, "an exception is placed in the plugin's own file"
    assert "  ok      It has every member of its role" in lines


def test_options_are_set_as_in_a_run_file(program: Program, wrong: Path) -> None:
    done = program("plugins", "check", "wrong", "--plugin", wrong, "--set", "k=0")
    assert "IndexError" not in done.out
    assert (
        "k must be a valid integer, not 'many'"
        in program("plugins", "check", "wrong", "--plugin", wrong, "--set", "k=many").err
    )
    assert "must read KEY=VALUE" in program("plugins", "check", "wrong", "--plugin", wrong, "--set", "k").err


def test_what_cannot_be_tested_ends_with_2(program: Program, wrong: Path) -> None:
    unknown = program("plugins", "check", "top-n")
    assert unknown.code == 2
    assert "'top-n' is not the name of a component" in unknown.err
    hungry = program("plugins", "check", "hungry", "--plugin", wrong)
    assert hungry.code == 2
    assert "weights.pt: is not there.\nMake it." in hungry.err
    assert program("plugins", "check", "command:demo").code == 2


def test_a_name_of_several_kinds_checks_those_that_have_a_role(program: Program) -> None:
    done = program("plugins", "check", "reviser:none")
    assert done.code == 0
    assert done.out.count("It has every member of its role") == 1

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mediaeval.errors import PluginError, RunFileError
from mediaeval.plugins import KINDS, Found, get_plugins
from mediaeval.testing import ROLES, ConformanceError, checks, checks_of
from mediaeval.testing.check import Subject
from mediaeval.testing.discovery import HEAVY, imports_nothing_heavy


@pytest.mark.parametrize(
    "found",
    [f for kind in ("reviser", "aggregator", "ranker") for f in get_plugins(own_only=True).all(KINDS[kind])],
    ids=lambda f: f"{f.record.kind}:{f.record.name}",
)
def test_every_built_in_score_component_keeps_its_promises(found: Found) -> None:
    for check in checks_of(found, {}):
        check()


def test_a_check_is_known_by_its_promise() -> None:
    promises = [str(check) for check in checks("ranker", "top-k", k=3)]
    assert "Of equal scores the lower column comes first, at the edge of the list as well" in promises
    assert promises[-1] == "Finding its plugin imports no model library"
    assert len(set(promises)) == len(promises)


def test_what_cannot_be_checked_is_told_apart_from_what_fails() -> None:
    with pytest.raises(PluginError, match=r"'rankr' is not a role; did you mean 'ranker'"):
        checks("rankr", "top-k")
    with pytest.raises(PluginError, match=r"'top-n' is not a ranker"):
        checks("ranker", "top-n")
    with pytest.raises(RunFileError, match=r"k must be greater than or equal to 1"):
        checks("ranker", "top-k", k=0)
    command = get_plugins().all(KINDS["command"])[0]
    with pytest.raises(PluginError, match=r"a command has no role to be checked against"):
        checks_of(command, {})


class Failing:
    """Cannot be built."""

    def __init__(self) -> None:
        raise RuntimeError("no licence")


class Halfway:
    """Has half of what a ranker has."""

    depth = 3


def test_a_component_that_cannot_be_built_and_one_that_lacks_a_member() -> None:
    with pytest.raises(PluginError, match=r"ranker Failing cannot be built \(RuntimeError: no licence\)"):
        checks("ranker", Failing)
    with pytest.raises(ConformanceError, match=r"Halfway lacks rank"):
        checks("ranker", Halfway)[0]()


def test_a_plugin_that_imports_a_model_library_is_found_out(
    tmp_path: Path, reviser_source: Callable[[str], str]
) -> None:
    path = tmp_path / "heavy.py"
    path.write_text("import pandas\n" + reviser_source("heavy"))
    found = get_plugins((str(path),)).find(KINDS["reviser"], "heavy")
    with pytest.raises(ConformanceError, match=r"it imports .*pandas"):
        imports_nothing_heavy(Subject("reviser", found.load(), {}, found))
    assert "torch" in HEAVY


def test_every_role_has_a_kit() -> None:
    assert set(ROLES) == set(KINDS) - {"command"}

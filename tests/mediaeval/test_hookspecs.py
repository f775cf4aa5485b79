from __future__ import annotations

import inspect
import textwrap
from pathlib import Path
from typing import Any

import click
import pytest

from mediaeval import Pair, hookspecs
from mediaeval.plugins import HOOKS, Found, get_plugins
from mediaeval.testing import checks_of
from mediaeval.testing.kit import ROLES

EXAMPLES = {name: inspect.getdoc(getattr(hookspecs, name)).partition("Example::\n")[2] for name in HOOKS}  # type: ignore[union-attr]


def found_in(tmp_path: Path, hook: str) -> Found:
    """The component of a hook's example, which is loaded as a loose plugin file."""
    path = tmp_path / f"{hook}.py"
    path.write_text(textwrap.dedent(EXAMPLES[hook]))
    plugin = next(p for p in get_plugins((str(path),)).loaded if p.digest)
    assert plugin.reason == ""
    (record,) = plugin.records
    return Found(record, plugin)


def test_every_hook_is_known_to_the_host_and_has_an_example() -> None:
    assert list(HOOKS) == [name for name in vars(hookspecs) if name.startswith("mediaeval_")]
    assert all(EXAMPLES.values())


def kits() -> list[str]:
    return [hook for hook, record in HOOKS.items() if record.kind in ROLES]


@pytest.mark.parametrize("hook", kits())
def test_an_example_keeps_every_promise_of_its_role(tmp_path: Path, hook: str) -> None:
    for check in checks_of(found_in(tmp_path, hook), {}):
        check()


def test_the_example_of_a_corpus_yields_pairs(tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text("Two")
    (tmp_path / "one.txt").write_text("One")
    corpus: Any = found_in(tmp_path, "mediaeval_corpora").load()(folder=tmp_path)
    assert list(corpus.pairs()) == [Pair(name, name.title(), tmp_path / f"{name}.jpg") for name in ("one", "two")]


def test_the_example_of_a_command_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command: click.Command = found_in(tmp_path, "mediaeval_commands").load()
    command.main([], standalone_mode=False)
    assert capsys.readouterr().out == "hello\n"

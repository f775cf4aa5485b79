from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval.commands.plugins.describe import snippet
from mediaeval.plugins import KINDS, Found, get_plugins
from mediaeval.resolve import resolve
from mediaeval.runfile import COMPONENTS, read_run_file

Program = Callable[..., Any]

IDEA = '''
from pathlib import Path
from typing import Annotated, Literal
from annotated_types import Gt, Interval
from mediaeval import Domain, Reviser, hookimpl

class Idea:
    """What it does.

    Args:
        strength: how much,
            in cosine units.
        mode: which of the two.
        bank: a file with more titles.

    Source: nowhere.
    """

    accepts = (Domain.COSINE,)
    produces = None

    def __init__(
        self,
        bank: Path,
        strength: Annotated[float, Interval(gt=0, le=2)] = 0.5,
        mode: Literal["soft", "hard"] = "soft",
        tags: list[str] | None = None,
    ) -> None: ...
    def fit(self, bank): ...
    def apply(self, scores, state): ...

@hookimpl
def mediaeval_revisers():
    yield Reviser("idea", f"{__name__}:Idea", summary="an idea")
'''


@pytest.fixture
def idea(tmp_path: Path) -> Path:
    path = tmp_path / "idea.py"
    path.write_text(IDEA)
    return path


def test_a_page_says_all_that_the_signature_and_the_docstring_know(program: Program, idea: Path) -> None:
    done = program("plugins", "show", "idea", "--plugin", idea)
    assert done.code == 0
    line = IDEA.splitlines().index("class Idea:") + 1
    assert f"{idea}, line {line}" in done.out
    assert "What it does." in done.out
    assert "Source: nowhere." in done.out
    assert "Args:" not in done.out, "the table of options says it"
    table = done.out.partition("Options\n")[2].partition("In a run file\n")[0]
    rows = {row.split()[0]: " ".join(row.split()) for row in table.splitlines() if row.split()}
    assert rows["bank"].startswith("bank path must be given")
    assert rows["strength"].startswith("strength float > 0, <= 2 0.5 how much, in cosine units.")
    assert rows["mode"].startswith('mode "soft" or "hard" \'soft\' which of the two.')
    assert rows["tags"].startswith("tags list of string")


def test_the_snippet_of_a_loose_file_names_the_file(program: Program, idea: Path) -> None:
    shown = program("plugins", "show", "reviser:idea", "--plugin", idea).out
    table = tomllib.loads(inspect.cleandoc(shown.partition("In a run file\n")[2]))
    assert table["plugins"] == {"files": [str(idea)]}
    assert table["reviser"] == {"name": "idea", "bank": "...", "strength": 0.5, "mode": "soft"}


@pytest.mark.parametrize(
    "found",
    [found for kind in COMPONENTS for found in get_plugins(own_only=True).all(KINDS[kind])],
    ids=lambda found: f"{found.record.kind}:{found.record.name}",
)
def test_every_built_in_snippet_is_a_run_file_that_resolves(tmp_path: Path, found: Found) -> None:
    text = snippet(found, found.load())
    if found.record.kind != "encoder":
        text += '\n[encoder]\nname = "open-clip"\nmodel = "ViT-B-32"\n'
    if found.record.kind == "reviser":
        text += '\n[scoring]\norder = "A"\n'
    (tmp_path / "run.toml").write_text(text)
    run = resolve(read_run_file(tmp_path / "run.toml"), get_plugins(own_only=True))
    assert run.parts[found.record.kind].found.record == found.record


def test_one_name_in_several_kinds_shows_each_and_a_kind_picks_one(program: Program) -> None:
    both = program("plugins", "show", "none").out
    assert "augmenter none" in both
    assert "reviser none" in both
    assert "augmenter none" not in program("plugins", "show", "reviser:none").out


def test_editions_and_commands_say_how_they_are_used(program: Program) -> None:
    assert "--split folder:PATH" in program("plugins", "show", "folder").out
    assert "--split 2023:RT" in program("plugins", "show", "2023").out
    assert "mediaeval demo --help" in program("plugins", "show", "command:demo").out


def test_an_unknown_name_is_answered_with_the_nearest(program: Program) -> None:
    done = program("plugins", "show", "dual-sofmax")
    assert done.code == 2
    assert "did you mean 'dual-softmax'?" in done.err
    assert "is not a reviser; did you mean 'dual-softmax'" in program("plugins", "show", "reviser:dual-sofmax").err


def test_a_default_that_is_false_is_shown_as_false(program: Program) -> None:
    (line,) = [line for line in program("plugins", "show", "vit-h-14").out.splitlines() if line.startswith("  draft  ")]
    assert "False" in line
    assert "True" not in line

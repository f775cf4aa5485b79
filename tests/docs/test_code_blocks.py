"""Code on a page works: TOML is a run file that resolves, a command line parses, Python runs."""

from __future__ import annotations

import itertools
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from mediaeval.cli import cli
from mediaeval.plugins import get_plugins
from mediaeval.resolve import resolve
from mediaeval.runfile import COMPONENTS, read_run_file

RUN_FILE = {*COMPONENTS, "ensemble", "text", "scoring", "gallery", "submission", "name", "description"}
LAUNCHERS = {"srun", "mpirun", "torchrun"}


def test_toml_parses_and_what_is_a_run_file_resolves(page: Any, tmp_path: Path) -> None:
    for number, (line, text) in enumerate(page.blocks("toml")):
        content = tomllib.loads(text)
        if not content or not content.keys() <= RUN_FILE:
            continue
        whole = text if "encoder" in content else f'{text}\n[encoder]\nname = "demo"\n'
        path = tmp_path / f"block{number}.toml"
        path.write_text(whole)
        (tmp_path / "demo").mkdir(exist_ok=True)
        (tmp_path / "demo" / "demo-paraphrases.jsonl").write_text('{"id": "1", "paraphrases": []}\n')
        try:
            resolve(read_run_file(path), get_plugins(own_only=True))
        except Exception as error:
            raise AssertionError(f"{page.path.name}, line {line}: {error}") from error


def lines_of(block: str) -> Iterator[str]:
    """The command lines of a console block: after a prompt where there is one, else all that is no comment."""
    joined = block.replace("\\\n", " ")
    prompted = re.findall(r"^\$ (.*)$", joined, re.MULTILINE)
    yield from prompted or [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def calls_of(line: str) -> Iterator[list[str]]:
    """The arguments of every call of the program in a command line."""
    lexer = shlex.shlex(re.sub(r"\d>&\d", "", line), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words = ["", *lexer, ";"]
    ends = [at for at, word in enumerate(words) if not word or not set(word) - set("|&;()<>")]
    for start, end in itertools.pairwise(ends):
        part = [word for word in words[start + 1 : end] if not re.match(r"[A-Z_]+=", word)]
        found = next((at for at, word in enumerate(part) if Path(word).name == "mediaeval"), None)
        if found is not None and (found == 0 or part[found - 1] == "-m" or part[0] in LAUNCHERS):
            yield part[found + 1 :]


def test_calls_are_found_in_shell_lines() -> None:
    assert list(calls_of("MEDIAEVAL_TRACE=1 mediaeval plugins 2>&1 | grep 'x: mediaeval_'")) == [["plugins"]]
    assert list(calls_of("torchrun --nproc-per-node 8 -m mediaeval encode run1 --split P1   # all")) == [
        ["encode", "run1", "--split", "P1"]
    ]
    assert list(calls_of(".venv/bin/pip install -e '.[demo]' && .venv/bin/mediaeval run demo")) == [["run", "demo"]]
    assert list(calls_of("pip install mediaeval")) == []


@pytest.fixture
def parse(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The program with commands that do nothing: what is left is the parsing of their arguments."""
    convert = click.Path.convert

    def any_path(self: click.Path, value: Any, param: Any, ctx: Any) -> Any:
        monkeypatch.setattr(self, "exists", False)
        return convert(self, value, param, ctx)

    monkeypatch.setattr(click.Command, "invoke", lambda *_: None)  # groups go on to their commands
    monkeypatch.setattr(click.Path, "convert", any_path)
    return CliRunner()


def test_every_command_line_parses(page: Any, parse: CliRunner) -> None:
    for line, block in page.blocks("console"):
        for command in lines_of(block):
            for arguments in calls_of(command):
                if "…" in arguments:
                    continue
                done = parse.invoke(cli, ["--no-plugins", *arguments], prog_name="mediaeval")
                assert done.exit_code == 0, f"{page.path.name}, line {line}: {command}\n{done.output}\n{done.exception}"


def test_a_wrong_command_line_is_found(parse: CliRunner) -> None:
    for wrong in (["run", "demo"], ["run", "demo", "--split", "demo", "--no-such"], ["walk"], ["plugins", "sho", "x"]):
        assert parse.invoke(cli, ["--no-plugins", *wrong]).exit_code != 0, wrong
    assert parse.invoke(cli, ["--no-plugins", "run", "demo", "--split", "demo"]).exit_code == 0


def test_python_compiles_and_what_is_whole_runs(page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for line, text in page.blocks("python"):
        code = compile(text, f"{page.path.name}, line {line}", "exec")
        if not re.match(r"(?:from|import) ", text):
            continue  # a declaration of mediaeval.roles, or a part of an example
        exec(code, {"__name__": "example"})  # noqa: S102 - the project's own page

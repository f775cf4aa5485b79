"""Fill the marked blocks of README.md and docs/*.md from the program itself, so that they cannot grow old.

    <!-- help: run -->                  what `mediaeval run --help` prints
    <!-- hook: mediaeval_revisers -->   the example plugin in a hook's docstring
    <!-- role: ReviserRole -->          a role as `mediaeval.roles` declares it
    <!-- promises: reviser -->          what `mediaeval plugins check` tests
    <!-- run-file: scoring -->          the keys of a run file's table; `all`: every table, `top`: the keys above them
    <!-- components: reviser -->        every built-in component of a kind, with its options

Everything from such a line to the next `<!-- end -->` is replaced. With --check nothing is written: the exit code is 1
if a block is not as it should be.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
import textwrap
from pathlib import Path

import click
from click.testing import CliRunner
from reference import components, run_file

from mediaeval import hookspecs, roles
from mediaeval.cli import cli

ROOT = Path(__file__).resolve().parents[1]
_BLOCK = re.compile(
    r"^<!-- (help|hook|role|promises|run-file|components): ?(.*?) -->\n.*?^<!-- end -->$", re.MULTILINE | re.DOTALL
)


def help_text(command: str) -> str:
    """What a command's --help prints, 100 columns wide, with our own plugins alone."""
    arguments = ["--no-plugins", *command.split(), "--help"]
    done = CliRunner().invoke(cli, arguments, prog_name="mediaeval", terminal_width=100, catch_exceptions=False)
    return _fenced("console", f"$ {' '.join(['mediaeval', *command.split(), '--help'])}\n{done.output}")


def hook_example(hook: str) -> str:
    """The example in a hook's docstring."""
    documentation = inspect.getdoc(getattr(hookspecs, hook)) or ""
    return _fenced("python", textwrap.dedent(documentation.partition("Example::\n")[2]))


def role_source(role: str) -> str:
    """The declaration of a role."""
    return _fenced("python", inspect.getsource(getattr(roles, role)))


def promises(kind: str) -> str:
    """What the conformance kit tests for a role beyond what it tests for all."""
    checks = importlib.import_module(f"mediaeval.testing.{kind}").CHECKS
    return "\n".join(f"- {(inspect.getdoc(check) or '').splitlines()[0]}" for check in checks)


_MAKERS = {
    "help": help_text,
    "hook": hook_example,
    "role": role_source,
    "promises": promises,
    "run-file": run_file,
    "components": components,
}


def fill(text: str) -> str:
    """The page with every marked block as it should be."""

    def block(match: re.Match[str]) -> str:
        kind, argument = match.groups()
        return f"<!-- {kind}: {argument} -->\n\n{_MAKERS[kind](argument)}\n\n<!-- end -->"

    return _BLOCK.sub(block, text)


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.strip()}\n```"


@click.command(help=__doc__)
@click.option("--check", is_flag=True, help="Write nothing; fail if a block is stale.")
@click.argument("pages", nargs=-1, type=click.Path(exists=True, path_type=Path))
def main(pages: tuple[Path, ...], *, check: bool) -> None:
    """Fill, or check, the given pages; by default README.md and all of docs."""
    stale = []
    for page in pages or (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        old = page.read_text(encoding="utf-8")
        new = fill(old)
        if new != old:
            stale.append(page)
            if not check:
                page.write_text(new, encoding="utf-8")
    for page in stale:
        click.echo(f"{page}: {'stale; run python docs/regenerate.py' if check else 'written'}")
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    main()

"""A new plugin from a template: a package that installs and passes its test as it is."""

from __future__ import annotations

import re
import shutil
import tempfile
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from mediaeval.errors import OutputError, PluginError, did_you_mean
from mediaeval.plugins import HOOKS, KINDS

__all__ = ["SCAFFOLDS", "write"]

SCAFFOLDS = ("encoder", "augmenter", "reviser", "aggregator", "ranker", "corpus")
"""The kinds that a template is at hand for."""


def write(kind: str, name: str, folder: Path) -> Path:
    """Write a plugin's folder: package, pyproject, test and README.

    Args:
        kind: one of :data:`SCAFFOLDS`.
        name: the component's name in run files.
        folder: must not exist, or be empty.

    Returns:
        The folder.

    Raises:
        PluginError: there is no template for the kind, or the name is no component's.
        OutputError: the folder is taken or cannot be written; nothing is left behind.
    """
    if kind not in SCAFFOLDS:
        raise PluginError(f"there is no template for {kind!r}; {did_you_mean(kind, SCAFFOLDS)}")
    KINDS[kind](name, "checked.here:Target")  # a record refuses a name that cannot be one
    words = re.split(r"[-._]", name)
    if words == ["plugins"]:
        raise PluginError(f"{kind} name {name!r} would make a package of the name of mediaeval's own; choose another.")
    values = {
        "kind": kind,
        "name": name,
        "project": f"mediaeval-{'-'.join(words)}",
        "package": f"mediaeval_{'_'.join(words)}",
        "cls": _class_name(kind, words),
        "hook": next(hook for hook, record in HOOKS.items() if record.kind == kind),
        "record": KINDS[kind].__name__,
    }
    pages = {
        "pyproject.toml": "pyproject.toml",
        "README.md": "README.md",
        f"{values['package']}/__init__.py": "package.py",
        f"{values['package']}/{kind}.py": f"{kind}.py",
        f"tests/test_{values['package']}.py": "test.py",
    }
    _write_all({path: _render(f"{page}.txt", values) for path, page in pages.items()}, folder)
    return folder


def _class_name(kind: str, words: list[str]) -> str:
    """``MyIdeaReviser`` for ``my-idea``: the kind keeps it apart from every name that a template imports."""
    name = "".join(word.capitalize() for word in words)
    if name[0].isdigit():
        return f"{kind.capitalize()}{name}"
    return f"{name.removesuffix(kind.capitalize())}{kind.capitalize()}"


def _render(page: str, values: dict[str, str]) -> str:
    source: Traversable = files("mediaeval.scaffold") / page
    return Template(source.read_text(encoding="utf-8")).substitute(values)


def _write_all(pages: dict[str, str], folder: Path) -> None:
    """All pages or none: written aside, and given their name at the end."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"{folder}: is there already; nothing was written.", hint="Choose another with --out DIR.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            for path, text in pages.items():
                (aside / path).parent.mkdir(parents=True, exist_ok=True)
                (aside / path).write_text(text, encoding="utf-8")
            aside.chmod(0o755)  # mkdtemp makes it the user's alone
            aside.replace(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written ({error.strerror or error}).") from error

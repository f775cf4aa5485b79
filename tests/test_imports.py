"""Who may import whom: the core knows no plugin, and a plugin only what the core calls public."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import mediaeval

ROOT = Path(__file__).resolve().parents[1]
CORE = sorted((ROOT / "harness" / "mediaeval").rglob("*.py"))
BUILT_IN = sorted((ROOT / "plugins" / "mediaeval_plugins").rglob("*.py"))
EXTERNAL = sorted((ROOT / "tests" / "third_party" / "acme-newsimages").rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Each imported (module, name); the name is empty for ``import module``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}, line {node.lineno}: a relative import"
            yield from ((node.module or "", alias.name) for alias in node.names)


def root(module: str) -> str:
    return module.partition(".")[0]


def ids(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", CORE, ids=ids)
def test_the_core_imports_no_plugin(path: Path) -> None:
    assert [module for module, _ in imports(path) if root(module) == "mediaeval_plugins"] == []


@pytest.mark.parametrize("path", [*BUILT_IN, *EXTERNAL], ids=ids)
def test_a_plugin_imports_public_names_alone(path: Path) -> None:
    from mediaeval import roles

    public = {"mediaeval": mediaeval.__all__, "mediaeval.roles": [*roles.__all__, "FloatArray"]}
    private = [
        f"{module}: {name}"
        for module, name in imports(path)
        if root(module) == "mediaeval" and name not in public.get(module, ())
    ]
    assert private == []


@pytest.mark.parametrize("path", [path for path in BUILT_IN if path.name == "__init__.py"], ids=ids)
def test_what_discovery_imports_brings_nothing_but_mediaeval(path: Path) -> None:
    """Top-level imports only; type checkers' imports do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [
        name
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    ]
    assert [
        module for module in modules if root(module) not in {"__future__", "collections", "mediaeval", "typing"}
    ] == []


def test_every_public_name_is_there() -> None:
    assert [name for name in mediaeval.__all__ if not hasattr(mediaeval, name)] == []
    assert set(dir(mediaeval)) >= set(mediaeval.__all__)

from __future__ import annotations

import re
from pathlib import Path

import pluggy

from mediaeval import hookspecs, roles
from mediaeval.plugins import HOOKS


def test_every_hook_has_a_heading_with_its_arguments(repository: Path) -> None:
    manager = pluggy.PluginManager("mediaeval")
    manager.add_hookspecs(hookspecs)
    specified = {name: list(getattr(manager.hook, name).spec.argnames) for name in vars(manager.hook) if name in HOOKS}
    page = (repository / "docs" / "plugins.md").read_text()
    headings = re.findall(r"^### (mediaeval_\w+)\((.*?)\)$", page, re.MULTILINE)
    documented = {name: [argument for argument in arguments.split(", ") if argument] for name, arguments in headings}
    assert len(headings) == len(documented)
    assert documented == specified == {name: [] for name in HOOKS}


def test_every_role_and_every_optional_protocol_is_described(repository: Path) -> None:
    page = (repository / "docs" / "plugins.md").read_text()
    assert [name for name in roles.__all__ if not re.search(rf"\b{name}\b", page)] == []


def test_every_domain_is_described(repository: Path) -> None:
    page = (repository / "docs" / "plugins.md").read_text()
    assert re.findall(r"`Domain\.(\w+)`", page) == [domain.name for domain in roles.Domain]

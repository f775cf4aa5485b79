from __future__ import annotations

import dataclasses

import pytest

from mediaeval.errors import PluginError
from mediaeval.records import Command, Edition, Encoder, Reviser


@pytest.mark.parametrize("name", ["a", "vit-h-14", "beyond.siglip2", "2023", "a_b"])
def test_names_that_a_run_file_can_hold(name: str) -> None:
    assert Encoder(name, "package.module:Class").name == name


@pytest.mark.parametrize("name", ["", "A", "a b", "-a", "a-", "a--b", "a:b", "a/b", "ä", "a\n", 5, None])
def test_other_names_are_refused(name: object) -> None:
    with pytest.raises(PluginError, match=r"reviser name .* must be lower-case"):
        Reviser(name, "a:b")  # type: ignore[arg-type]


@pytest.mark.parametrize("target", ["", "a", "a:", ":b", "a b:c", "a:b:c", "a-b:c", int, None])
def test_a_target_is_a_module_and_an_attribute(target: object) -> None:
    with pytest.raises(PluginError, match=r"must read 'package.module:attribute'"):
        Command("x", target)  # type: ignore[arg-type]


def test_records_are_values() -> None:
    assert Edition("x", "a:b", splits=("one",)) == Edition("x", "a:b", splits=("one",))
    assert hash(Edition("x", "a:b"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        Encoder("x", "a:b").name = "y"  # type: ignore[misc]

# ruff: noqa: ARG002 - components have the signatures of their roles, whether or not they read every argument
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval.errors import DataError
from mediaeval.split import Location, Split
from mediaeval.testing import checks, edition


class Lines:
    """Keeps every promise."""

    submission_keys = ("id",)

    def locate(self, name, data: Path):
        path = data / f"{name.name}.txt"
        return Location(name, (path,), () if path.is_file() else (path,))

    def read(self, name, data: Path):
        raise DataError(f"{data}: nothing is there")

    def read_truth(self, name, data): ...

    def read_qrels(self, path, split): ...

    def format_submission(self, rows):
        for key, images in rows:
            yield " ".join([key, *images]).encode() + b"\n"


class OneString(Lines):
    submission_keys = "id"


class Inventing(Lines):
    def read(self, name, data):
        return Split("x", "x", (), ())


class Reversing(Lines):
    def format_submission(self, rows):
        for key, images in rows:
            yield " ".join([key, *images[::-1]]).encode() + b"\n"


class Texts(Lines):
    def format_submission(self, rows):
        for key, images in rows:
            yield " ".join([key, *images])


MUTANTS = [
    (edition.keys_are_named, OneString, "it is 'id'"),
    (edition.missing_files_are_said, Inventing, "although files are missing"),
    (edition.lines_hold_their_images, Reversing, "the order is lost"),
    (edition.lines_hold_their_images, Texts, "not bytes"),
]


def test_a_sound_edition_passes() -> None:
    for check in checks("edition", Lines):
        check()


def test_every_promise_has_a_mutant() -> None:
    assert {promise for promise, _, _ in MUTANTS} == set(edition.CHECKS)


@pytest.mark.parametrize(("promise", "mutant", "reason"), MUTANTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_broken_promise_is_found_and_said(
    breaks: Callable[..., str], promise: Any, mutant: type, reason: str
) -> None:
    assert reason in breaks(promise, "edition", mutant)

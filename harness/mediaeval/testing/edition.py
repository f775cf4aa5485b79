"""What an edition promises (:class:`mediaeval.roles.EditionRole`)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from mediaeval.errors import DataError
from mediaeval.records import Edition
from mediaeval.split import Location, SplitName
from mediaeval.testing.check import Subject, expect

__all__ = ["CHECKS"]


def keys_are_named(subject: Subject) -> None:
    """submission_keys is a sequence of names."""
    keys = subject.component.submission_keys
    expect(not isinstance(keys, str) and keys and all(isinstance(key, str) for key in keys), f"it is {keys!r}")


def missing_files_are_said(subject: Subject) -> None:
    """Locate answers for a folder without data, and read says with a DataError what it misses."""
    with tempfile.TemporaryDirectory() as empty:
        for name in _names(subject):
            location = subject.component.locate(name, Path(empty))
            expect(isinstance(location, Location), f"{name}: locate returns {location!r}")
            if location.found:
                continue
            try:
                subject.component.read(name, Path(empty))
            except DataError:
                continue
            expect(condition=False, message=f"{name}: read returns a split although files are missing")


def lines_hold_their_images(subject: Subject) -> None:
    """format_submission gives bytes in which each article stands before its images, best first."""
    rows = [("article-1", ["image-3", "image-1"]), ("article-2", ["image-2", "image-4"])]
    lines = list(subject.component.format_submission(rows))
    expect(all(isinstance(line, bytes) for line in lines), "a line is not bytes")
    text = b"".join(lines).decode()
    places = [text.find(name) for key, images in rows for name in (key, *images)]
    expect(-1 not in places and places == sorted(places), f"the order is lost: {text!r}")


def _names(subject: Subject) -> Iterator[SplitName]:
    record = subject.found.record if subject.found else None
    splits = record.splits if isinstance(record, Edition) else ()
    for name in splits or ("anything",):
        yield SplitName(record.name if record else "edition", name)


CHECKS = (keys_are_named, missing_files_are_said, lines_hold_their_images)

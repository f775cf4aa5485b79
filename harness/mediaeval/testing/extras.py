"""What a component of any kind may say of itself beside its role: the files that it needs, and a fingerprint."""

from __future__ import annotations

import json
from pathlib import Path

from mediaeval.roles import HasFingerprint, NeedsFiles
from mediaeval.testing.check import Subject, expect

__all__ = ["CHECKS"]


def files_are_named(subject: Subject) -> None:
    """If it needs files: each has words, a path or None, and a hint how to get it."""
    component = subject.component
    if not isinstance(component, NeedsFiles):
        return
    for need in component.requirements():
        expect(isinstance(need.what, str) and need.what, f"what is {need.what!r}")
        expect(need.path is None or isinstance(need.path, Path), f"{need.what}: path is {need.path!r}")
        expect(isinstance(need.hint, str), f"{need.what}: hint is {need.hint!r}")


def fingerprint_is_stable(subject: Subject) -> None:
    """If it has a fingerprint: JSON values, the same for equal objects."""
    if subject.kind == "encoder" or not isinstance(subject.component, HasFingerprint):
        return  # an encoder has one for each modality, which its role describes
    first, second = (dict(subject.build().fingerprint() or {}) for _ in range(2))
    expect(first == second, f"{first!r}, then {second!r}")
    try:
        expect(json.loads(json.dumps(first)) == first, f"{first!r} is not the same after a round trip through JSON")
    except TypeError as error:
        expect(condition=False, message=f"{first!r}: {error}")


CHECKS = (files_are_named, fingerprint_is_stable)

from __future__ import annotations

from mediaeval import errors
from mediaeval.errors import DataError, MediaevalError, did_you_mean


def test_an_error_reads_as_sentence_details_and_hint() -> None:
    error = DataError("2 images cannot be used.", details=["a.jpg: is empty", "b.jpg: is broken"], hint="Mend them.")
    assert str(error).splitlines() == [
        "2 images cannot be used.",
        "  a.jpg: is empty",
        "  b.jpg: is broken",
        "Mend them.",
    ]


def test_the_nearest_name_is_said_or_all_of_them() -> None:
    assert did_you_mean("run9", ["run1", "mini"]) == "did you mean 'run1'?"
    assert did_you_mean("xyz", ["b", "a"]) == "known: a, b"
    assert did_you_mean("xyz", []) == "there is none"


def test_every_error_is_of_one_root() -> None:
    for name in errors.__all__:
        if name[0].isupper():
            assert issubclass(getattr(errors, name), MediaevalError)

"""The title alone."""

from __future__ import annotations

from mediaeval_plugins.paraphrase.none import NoAugmentation


def test_one_view_each():
    assert NoAugmentation().augment(["1", "2"], ["One", ""]) == [["One"], [""]]
    assert NoAugmentation().augment([], []) == []


def test_fingerprint_is_constant():
    assert NoAugmentation().fingerprint() == NoAugmentation().fingerprint()

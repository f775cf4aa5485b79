"""What can go wrong, each said in one sentence with its place and what to do next.

MediaevalError
├── RunFileError      a run file, or a value given with --set
├── PluginError       a plugin that is broken, unknown or claims a taken name
├── DataError         a split, an image or a title that cannot be used as it is
├── WeightsError      model weights that are not where they must be
├── SubmissionError   a submission file that its edition refuses
└── OutputError       an output that cannot or must not be written
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = [
    "DataError",
    "MediaevalError",
    "OutputError",
    "PluginError",
    "RunFileError",
    "SubmissionError",
    "WeightsError",
    "did_you_mean",
]


class MediaevalError(Exception):
    """The root of every error that the harness raises on purpose.

    Args:
        message: one sentence that names the place and what is wrong.
        hint: what to do next, one sentence, printed on a line of its own.
        details: further lines, such as every unreadable image of a gallery.
    """

    def __init__(self, message: str, *, hint: str | None = None, details: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = tuple(details)

    def __str__(self) -> str:
        lines = [self.message, *(f"  {line}" for line in self.details)]
        if self.hint:
            lines.append(self.hint)
        return "\n".join(lines)


class RunFileError(MediaevalError):
    """A run file or an override that does not say a valid run."""


class PluginError(MediaevalError):
    """A plugin that is broken, unknown, or claims a name that another one holds."""


class DataError(MediaevalError):
    """A split, an image or a title that cannot be used as it is."""


class WeightsError(MediaevalError):
    """Model weights that are not where they must be."""


class SubmissionError(MediaevalError):
    """A submission file that its edition refuses."""


class OutputError(MediaevalError):
    """An output that cannot, or without ``--force`` must not, be written."""


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """Say the nearest valid name, or all of them when none is near.

    Returns:
        A clause to follow the sentence that refuses ``name``, such as ``did you mean 'vit-h-14'?``.
    """
    known = sorted(set(candidates))
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f"did you mean {near[0]!r}?"
    if not known:
        return "there is none"
    return "known: " + ", ".join(known)

"""Validation of a file on disk: what the command calls, and a run after each file that it writes."""

from __future__ import annotations

from pathlib import Path

from mediaeval.roles import EditionRole, HasSubmissionFormat
from mediaeval.split import Split
from mediaeval.submissions.findings import Findings
from mediaeval.submissions.format import SubmissionFormat
from mediaeval.submissions.reader import read_submission

__all__ = ["format_of", "validate_file"]


def validate_file(path: Path, split: Split, edition: EditionRole) -> Findings:
    """Everything that is wrong with a submission of a split.

    Args:
        path: the file.
        split: its articles, and the images that could be ranked.
        edition: what it is handed in to.

    Raises:
        SubmissionError: the file cannot be read, or is no text file.
    """
    return read_submission(path, split, format_of(edition)).findings


def format_of(edition: EditionRole) -> SubmissionFormat:
    """What an edition's submissions look like: what it says itself, or else lists of 100 without a header."""
    return edition.submission_format if isinstance(edition, HasSubmissionFormat) else SubmissionFormat()

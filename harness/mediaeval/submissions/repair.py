"""Repair of a submission: what has one meaning only is written as the edition wants it, and nothing is invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mediaeval.errors import OutputError
from mediaeval.roles import EditionRole
from mediaeval.split import Split
from mediaeval.storage import atomic_path
from mediaeval.submissions.codes import REPAIRED
from mediaeval.submissions.format import SubmissionFormat
from mediaeval.submissions.reader import Submission

__all__ = ["Repair", "repair", "write_repaired"]


@dataclass(frozen=True)
class Repair:
    """A repaired submission.

    Args:
        rows: article key and images, best first.
        actions: what was done, one line for each kind.
    """

    rows: Sequence[tuple[str, Sequence[str]]]
    actions: Sequence[str]


def repair(submission: Submission, split: Split, form: SubmissionFormat) -> Repair:
    """Write down what a file means.

    Left as they are, since no one can know what was meant: unknown articles and images, short lists, missing lines,
    and a second line for an article unless it equals the first.
    """
    found = submission.findings
    key = found.key if found.key in split.submission_keys else split.submission_keys[0]
    names = {article.id: article.keys.get(key, article.id) for article in split.articles}
    rows: list[tuple[str, Sequence[str]]] = []
    seen: set[tuple[str, tuple[str, ...]]] = set()
    equal = 0
    for line in submission.lines:
        name = line.key if line.article is None else names[line.article]
        images = list(dict.fromkeys(line.images))[: form.depth]
        if (name, tuple(images)) in seen:
            equal += 1
        elif name:
            seen.add((name, tuple(images)))
            rows.append((name, images))
    return Repair(rows, list(_actions(submission, equal)))


def write_repaired(path: Path, repaired: Repair, edition: EditionRole, *, force: bool = False) -> None:
    """Write a repaired submission in the edition's format, whole or not at all.

    Raises:
        OutputError: the file is there with other bytes and must not be replaced, or cannot be written.
        SubmissionError: a row cannot be written in the format.
    """
    content = b"".join(edition.format_submission(repaired.rows))
    if path.exists() and not force:
        if path.is_file() and path.read_bytes() == content:
            return
        raise OutputError(f"{path}: exists with other bytes.", hint="Add --force to replace it.")
    with atomic_path(path) as temporary:
        temporary.write_bytes(content)


def _actions(submission: Submission, equal: int) -> Iterator[str]:
    for code, count in submission.findings.counts().items():
        if code in REPAIRED:
            yield f"{REPAIRED[code]} ({code}, {count:,})" if count > 1 else f"{REPAIRED[code]} ({code})"
    if equal:
        yield f"lines that repeat an earlier one removed ({equal:,})"

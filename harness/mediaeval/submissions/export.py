"""A submission and its ground truth as TREC files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mediaeval.outputs import Outputs
from mediaeval.split import Split
from mediaeval.storage import atomic_path
from mediaeval.submissions.reader import Submission
from mediaeval.submissions.trec import qrels_lines, run_lines

__all__ = ["metadata_of", "write_qrels", "write_run"]


def write_run(path: Path, submission: Submission, split: Split, name: str) -> None:
    """Write a submission's lists as a TREC run: topics are article ids, in the order of the split.

    Of an article with several lines the first is written, as it is the one that is scored.

    Raises:
        SubmissionError: an id cannot stand in a TREC file, or a list names an image twice.
        OutputError: the file cannot be written.
    """
    lists = {line.scored: line.cells for line in reversed(submission.lines) if line.scored is not None}
    rows = ((article.id, lists[article.id]) for article in split.articles if article.id in lists)
    tag = "-".join(submission.path.name.removesuffix(submission.path.suffix).split())
    _write(path, run_lines(rows, tag, metadata_of(submission, name)))


def write_qrels(path: Path, split: Split, truth: Mapping[str, str]) -> None:
    """Write ground truth as TREC qrels, in the order of the split.

    Raises:
        SubmissionError: an id cannot stand in a TREC file.
        OutputError: the file cannot be written.
    """
    known = {article.id: truth[article.id] for article in split.articles if article.id in truth}
    _write(path, qrels_lines(known))


def metadata_of(submission: Submission, split: str) -> dict[str, Any]:
    """What is known of a run under the six headings of ir_metadata: from its manifest where it lies beside it."""
    outputs = Outputs(submission.path.parent, submission.path.name.removesuffix(submission.path.suffix))
    manifest = _manifest(outputs.manifest, submission.digest)
    components: Mapping[str, Mapping[str, Any]] = manifest.get("components", {})
    retrieval = [
        {"name": kind, "method": str(part.get("name", "")), "parameters": dict(part.get("options", {}))}
        for kind, part in components.items()
    ]
    versions = dict(manifest.get("versions", {}))
    libraries = [f"{name}=={version}" for name, version in versions.items() if name not in {"python", "platform"}]
    return {
        "platform": {
            "operating system": {"kernel": versions.get("platform", sys.platform)},
            "software": {"libraries": {"python": libraries}},
        },
        "research goal": {
            "venue": {"name": "MediaEval NewsImages"},
            "evaluation": {"reported measures": ["recip_rank", "recall_5", "recall_10", "recall_50", "recall_100"]},
        },
        "implementation": {"executable": {"cmd": "mediaeval run"}} if manifest else {},
        "method": {"automatic": True, "score ties": "score descending, image id ascending", "retrieval": retrieval},
        "actor": {"role": "experimenter"},
        "data": {"test collection": {"name": f"MediaEval NewsImages {split}"}},
    }


def _manifest(path: Path, digest: str) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
        return found if found["submission"]["sha256"] == digest else {}
    except (OSError, ValueError, KeyError, TypeError):  # not the work of a run: nothing is known of its making
        return {}


def _write(path: Path, lines: Iterable[bytes] | Iterator[bytes]) -> None:
    content = b"".join(lines)  # whole before the file is touched: an id may be refused at the last line
    with atomic_path(path) as temporary:
        temporary.write_bytes(content)

"""TREC runs and qrels, so that trec_eval and its friends can check every figure.

A run's line is ``topic Q0 image rank score tag`` and a qrels line ``topic 0 image 1``, with blanks between
(https://trec.nist.gov/). Metadata stand as YAML in comments before the run, between ``# ir_metadata.start`` and
``# ir_metadata.end`` (https://www.ir-metadata.org/; Breuer, Keller and Schaer, SIGIR 2022). Some readers, pytrec_eval
among them, want the comments taken off first.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediaeval.errors import SubmissionError

__all__ = ["TrecRun", "looks_like_run", "parse_run", "qrels_lines", "run_lines"]

_CELLS = 6
_START, _END = "# ir_metadata.start", "# ir_metadata.end"
_BARE = re.compile(r"[A-Za-z][\w -]*")


@dataclass(frozen=True)
class TrecRun:
    """A run as read.

    Args:
        topics: topic to its first line, its images and their scores, best first: by score, and of equal scores by
            image id, ascending. The column of ranks is not used, as trec_eval does not use it.
        tag: the run's name, from its first line.
    """

    topics: Mapping[str, tuple[int, list[str], list[float]]]
    tag: str


def looks_like_run(lines: Iterable[str]) -> bool:
    """Whether the first line that is no comment has the six cells of a TREC run."""
    first = next((line.split() for line in lines if line.strip() and not line.startswith("#")), [])
    return len(first) == _CELLS and first[1].upper() == "Q0"


def parse_run(path: Path, lines: Sequence[str]) -> TrecRun:
    """Read a run.

    Raises:
        SubmissionError: a line has another number of cells, or a score that is no number; all of them at once.
    """
    found: dict[str, tuple[int, list[tuple[float, str]]]] = {}
    faults: list[str] = []
    tag = ""
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split()
        score = _number(cells[4]) if len(cells) == _CELLS else math.nan
        if math.isnan(score):
            wrong = f"{len(cells)} cells instead of {_CELLS}" if len(cells) != _CELLS else f"{cells[4]!r} is no score"
            faults.append(f"line {number}: {wrong}")
            continue
        tag = tag or cells[5]
        found.setdefault(cells[0], (number, []))[1].append((-score, cells[2]))
    if faults:
        more = [f"and {len(faults) - 5:,} more"] if len(faults) > 5 else []  # noqa: PLR2004 - the first few will do
        raise SubmissionError(
            f"{path}: not a TREC run, by {len(faults):,} of its lines.",
            details=[*faults[:5], *more],
            hint="Each line is 'topic Q0 image rank score tag'; scores have a decimal point.",
        )
    return TrecRun({topic: _best_first(line, scored) for topic, (line, scored) in found.items()}, tag)


def run_lines(rows: Iterable[tuple[str, Sequence[str]]], tag: str, metadata: Mapping[str, Any]) -> Iterator[bytes]:
    """The bytes of a run, with its metadata before it.

    Scores count down to 1 within a list: whoever sorts by score gets the list as it was submitted.

    Raises:
        SubmissionError: a topic, an image or the tag is empty or holds a blank, or a list names an image twice.
    """
    yield f"{_START}\n".encode()
    for line in _yaml({"tag": tag, **metadata}, 0):
        yield f"# {line}\n".encode()
    yield f"{_END}\n".encode()
    for topic, images in rows:
        if len(set(images)) < len(images):
            raise SubmissionError(
                f"Article {topic!r}: its list names an image twice, which no TREC file can.",
                hint="`mediaeval validate --fix OUT` removes the later ones.",
            )
        for rank, image in enumerate(images, 1):
            score = len(images) - rank + 1
            yield f"{_cell(topic)} Q0 {_cell(image)} {rank} {score} {_cell(tag)}\n".encode()


def qrels_lines(truth: Mapping[str, str]) -> Iterator[bytes]:
    """The bytes of a qrels file: article id and its one relevant image.

    Raises:
        SubmissionError: an id is empty or holds a blank.
    """
    for article, image in truth.items():
        yield f"{_cell(article)} 0 {_cell(image)} 1\n".encode()


def _best_first(line: int, scored: Sequence[tuple[float, str]]) -> tuple[int, list[str], list[float]]:
    ordered = sorted(scored)
    return line, [image for _, image in ordered], [-score for score, _ in ordered]


def _number(text: str) -> float:
    """A finite number with a decimal point; NaN for anything else."""
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) and "_" not in text else math.nan


def _cell(text: str) -> str:
    if not text or text.split() != [text] or text.startswith("#"):
        raise SubmissionError(
            f"{text!r} cannot be a cell of a TREC file: empty, or a blank in it, or a '#' before it.",
            hint="These files part their cells by blanks; use the edition's own format.",
        )
    return text


def _yaml(value: Mapping[str, Any], depth: int) -> Iterator[str]:
    """Nested mappings and lists as block YAML; a scalar as JSON writes it, which is YAML too."""
    for name, item in value.items():
        key = name if _BARE.fullmatch(name) else json.dumps(name)
        if isinstance(item, Mapping) and item:
            yield f"{'  ' * depth}{key}:"
            yield from _yaml(item, depth + 1)
        elif isinstance(item, list) and item and isinstance(item[0], Mapping):
            yield f"{'  ' * depth}{key}:"
            for entry in item:
                first, *others = _yaml(entry, 0)
                yield f"{'  ' * depth}  - {first}"
                yield from (f"{'  ' * depth}    {line}" for line in others)
        else:
            yield f"{'  ' * depth}{key}: {json.dumps(item, ensure_ascii=False)}"

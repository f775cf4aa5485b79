"""Verdicts, choices and what is missing, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mediaeval.reproduce.attempt import Attempt, Failure
from mediaeval.reproduce.expected import tolerance
from mediaeval.reproduce.verdict import Judged
from mediaeval.results.rounding import printed

__all__ = ["closing_lines", "outcome_lines", "report", "rule"]


def rule() -> str:
    """What the verdicts mean, in one sentence."""
    allowed = tolerance()
    return (
        f"ok: no figure is off by more than {allowed.ok} articles; close: by no more than {allowed.close:.0%} of the "
        "articles; off: by more. An MRR is off by its difference times the number of articles."
    )


def _judged_lines(judged: Judged) -> Iterator[str]:
    """A verdict and the figures that it stands on."""
    from tabulate import tabulate

    expected = judged.expected
    yield f"{judged.verdict}: {expected.run_file} on {expected.split}, {expected.articles:,} articles"
    rows = [
        [
            str(gap.measure),
            gap.expected,
            printed(gap.here),
            f"{gap.articles:+.1f}" if gap.articles else "0",
            gap.verdict,
        ]
        for gap in judged.gaps
    ]
    headers = ["Measure", "Expected", "Here", "Off by articles", ""]
    text = tabulate(rows, headers=headers, disable_numparse=True, stralign="left")
    yield from (f"  {line}" for line in text.splitlines())
    yield f"  expected: {expected.how}"


def _choice_lines(ready: Attempt) -> Iterator[str]:
    """What the run takes for granted, and what its file chose where the paper is silent."""
    name = ready.expected.run_file
    yield f"{name} assumes {', '.join(ready.assumes) or 'nothing but the article'}."
    if ready.choices:
        yield f"{name} had to choose, because the paper leaves it open:"
        yield from (f"  {choice.key} = {choice.value}\n    {choice.reason}" for choice in ready.choices)


def _missing_lines(attempts: Sequence[Attempt]) -> Iterator[str]:
    """What kept runs from being made: each thing once, with all that it kept back."""
    places: dict[str, list[str]] = {}
    for ready in attempts:
        places.setdefault(ready.expected.run_file, []).append(ready.expected.split)
    yield "Not run, for want of what is listed below:"
    yield from (f"  {run} on {', '.join(splits)}" for run, splits in places.items())
    data = {ready.expected.split: ready.needs.data for ready in attempts if ready.needs.data}
    files: dict[str, list[str]] = {}
    for ready in attempts:
        for need in ready.needs.files:
            files.setdefault(need, []).append(ready.expected.run_file)
    if data:
        yield "Missing data (`mediaeval splits` says where each file is looked for):"
        yield from (f"  {split}: {', '.join(needs)}" for split, needs in data.items())
    if files:
        yield "Missing files:"
        yield from (f"  {', '.join(dict.fromkeys(runs))}: {need}" for need, runs in files.items())


def outcome_lines(outcome: Judged | Failure) -> Iterator[str]:
    """What came of one run."""
    if isinstance(outcome, Judged):
        yield from _judged_lines(outcome)
    else:
        yield f"failed: {outcome.expected.run_file} on {outcome.expected.split}: {outcome.reason}"


def closing_lines(ready: Sequence[Attempt], lacking: Sequence[Attempt], unexpected: Sequence[str]) -> Iterator[str]:
    """Choices, what is missing, and what nothing is known of.

    Args:
        ready: what was run, or would be.
        lacking: what was not.
        unexpected: names of shipped run files that nothing is expected of.
    """
    looked_at = {one.expected.run_file: one for one in ready or lacking if one.run is not None}
    for one in looked_at.values():
        yield from ("", *_choice_lines(one))
    if lacking:
        yield from ("", *_missing_lines(lacking))
    if unexpected:
        yield f"\nShipped too, with no figure to hold against: {', '.join(unexpected)}."


def report(
    attempts: Sequence[Attempt], outcomes: Sequence[Judged | Failure], unexpected: Sequence[str]
) -> dict[str, Any]:
    """Everything, as JSON values."""
    done = {(outcome.expected.run_file, outcome.expected.split): outcome for outcome in outcomes}
    rows = []
    for ready in attempts:
        expected = ready.expected
        outcome = done.get((expected.run_file, expected.split))
        row: dict[str, Any] = {
            "run_file": expected.run_file,
            "split": expected.split,
            "articles": expected.articles,
            "expected_from": expected.how,
            "published": expected.published,
            "assumes": ready.assumes,
            "choices": [vars(choice) for choice in ready.choices],
            "missing": ready.needs.to_json(),
        }
        if isinstance(outcome, Judged):
            row |= {"verdict": str(outcome.verdict), "figures": [gap.to_json() for gap in outcome.gaps]}
        else:
            row |= {"verdict": "failed" if outcome else "not run", "reason": outcome.reason if outcome else None}
        rows.append(row)
    allowed = tolerance()
    return {
        "tolerance": {"ok": allowed.ok, "close": allowed.close},
        "runs": rows,
        "without_expectation": list(unexpected),
    }

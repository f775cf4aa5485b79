"""What a validation found: every fault at once, each with its code and line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Finding", "Findings", "Severity"]

Severity = Literal["error", "warning"]

SHOWN = 5
"""Findings of one code that are spelled out for people; all of them are in :meth:`Findings.to_json`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault.

    Args:
        code: one of :data:`mediaeval.submissions.codes.CODES`.
        severity: whether the edition refuses it.
        message: what is wrong, in words.
        line: where, counted from 1; None where it has no place, as a missing line.
    """

    code: str
    severity: Severity
    message: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line is not None else ""
        return f"{place}{self.message}"


@dataclass(frozen=True)
class Findings:
    """All faults of a file.

    Args:
        file: the file's path.
        split: the split's canonical name.
        key: the article key that its first column holds; empty where it holds none.
        rows: lines that are neither empty nor headers.
        articles: articles of the split.
        listed: articles that have a line.
        items: the faults, those of the whole file first and then by line.
    """

    file: str
    split: str
    key: str
    rows: int
    articles: int
    listed: int
    items: tuple[Finding, ...]

    @property
    def valid(self) -> bool:
        """Whether the edition takes the file: there may be warnings, but no error."""
        return not self.errors

    @property
    def errors(self) -> int:
        """How many errors."""
        return sum(item.severity == "error" for item in self.items)

    @property
    def warnings(self) -> int:
        """How many warnings."""
        return len(self.items) - self.errors

    def counts(self) -> Mapping[str, int]:
        """Code to number of findings, in order of appearance."""
        return Counter(item.code for item in self.items)

    def lines(self) -> Iterator[str]:
        """The findings for people, grouped by code, the first few of each spelled out."""
        groups: dict[tuple[str, Severity], list[Finding]] = {}
        for item in self.items:
            groups.setdefault((item.code, item.severity), []).append(item)
        for (code, severity), items in sorted(groups.items(), key=lambda group: group[0][1]):
            for item in items[:SHOWN]:
                yield f"{severity} {code}: {item}"
            if len(items) > SHOWN:
                last = items[-1]
                place = f", the last in line {last.line}" if last.line is not None else ""
                yield f"{severity} {code}: and {len(items) - SHOWN:,} more{place}"

    def verdict(self) -> str:
        """One sentence: valid or not, and how much of the split it covers."""
        state = "valid" if self.valid else "invalid"
        found = ((self.errors, "error"), (self.warnings, "warning"))
        counts = [f"{number:,} {word}{'s' * (number != 1)}" for number, word in found if number]
        faults = f" ({', '.join(counts)})" if counts else ""
        key = f", by {self.key}" if self.key else ""
        return f"{self.file}: {state} for {self.split}{faults}; {self.listed:,} of {self.articles:,} articles{key}."

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON values."""
        return {
            "file": self.file,
            "split": self.split,
            "valid": self.valid,
            "key": self.key,
            "rows": self.rows,
            "articles": self.articles,
            "articles_listed": self.listed,
            "errors": self.errors,
            "warnings": self.warnings,
            "findings": [
                {"code": item.code, "severity": item.severity, "line": item.line, "message": item.message}
                for item in self.items
            ],
        }

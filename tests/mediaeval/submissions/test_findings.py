from __future__ import annotations

from mediaeval.submissions.findings import Finding, Findings


def findings(*items: Finding) -> Findings:
    return Findings("run.tsv", "2023:RT", "url", 3000, 3000, 2999, items)


def test_a_warning_does_not_make_a_file_invalid() -> None:
    warned = findings(Finding("trailing-tab", "warning", "the line ends in 1 TAB", 4))
    assert (warned.valid, warned.errors, warned.warnings) == (True, 0, 1)
    assert warned.verdict() == "run.tsv: valid for 2023:RT (1 warning); 2,999 of 3,000 articles, by url."


def test_errors_come_first_and_many_are_counted() -> None:
    many = [Finding("unknown-image", "error", "1 cell: X", line) for line in range(1, 9)]
    told = findings(Finding("trailing-tab", "warning", "the line ends in 1 TAB", 4), *many)
    assert list(told.lines()) == [
        *(f"error unknown-image: line {line}: 1 cell: X" for line in range(1, 6)),
        "error unknown-image: and 3 more, the last in line 8",
        "warning trailing-tab: line 4: the line ends in 1 TAB",
    ]
    assert told.counts() == {"trailing-tab": 1, "unknown-image": 8}
    assert "8 errors, 1 warning" in told.verdict()
    assert len(told.to_json()["findings"]) == 9

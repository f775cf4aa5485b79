from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from mediaeval.errors import SubmissionError
from mediaeval.split import Split
from mediaeval.submissions.codes import CODES
from mediaeval.submissions.format import SubmissionFormat
from mediaeval.submissions.reader import Submission
from mediaeval.submissions.repair import repair

Rows = list[list[str]]
Read = Callable[..., Submission]


def joined(rows: Sequence[Sequence[str]], separator: str = "\t", end: str = "\n") -> bytes:
    return "".join(separator.join(row) + end for row in rows).encode()


def cell(row: int, column: int, change: Callable[[str], str]) -> Callable[[Rows], bytes]:
    def spoil(rows: Rows) -> bytes:
        rows[row][column] = change(rows[row][column])
        return joined(rows)

    return spoil


def keyed(names: Callable[[int], str]) -> Callable[[Rows], bytes]:
    return lambda rows: joined([[names(n), *row[1:]] for n, row in enumerate(rows)])


def trec(rows: Rows) -> bytes:
    lines = [f"aid-{n} Q0 {i} {r} {-r} x" for n, row in enumerate(rows) for r, i in enumerate(row[1:])]
    return "\n".join(lines).encode()


SPOILED: dict[str, tuple[Callable[[Rows], bytes], dict[str, list[int | None]]]] = {
    "as it should be": (joined, {}),
    "other order": (lambda rows: joined(rows[::-1]), {}),
    "by aid": (keyed(lambda n: f"aid-{n}"), {}),
    "cp1252": (
        lambda rows: joined([*rows, ["Köln", *rows[0][1:]]]).decode().encode("cp1252"),
        {"encoding": [None], "unknown-article": [7]},
    ),
    "UTF-16": (lambda rows: joined(rows).decode().encode("utf-16"), {"encoding": [None]}),
    "mark": (lambda rows: b"\xef\xbb\xbf" + joined(rows), {"bom": [1]}),
    "CRLF": (lambda rows: joined(rows, end="\r\n"), {"line-ends": [1]}),
    "CR": (lambda rows: joined(rows, end="\r"), {"line-ends": [1]}),
    "commas": (lambda rows: joined(rows, ","), {"separator": [1, 2, 3, 4, 5, 6]}),
    "semicolons": (lambda rows: joined(rows, ";"), {"separator": [1, 2, 3, 4, 5, 6]}),
    "blanks": (lambda rows: joined(rows, " "), {"separator": [1, 2, 3, 4, 5, 6]}),
    "one line of commas": (lambda rows: joined(rows[:5]) + joined(rows[5:], ", "), {"separator": [6]}),
    "header": (lambda rows: b"# article\tiid1\n" + joined(rows), {"header": [1]}),
    "stray header": (lambda rows: joined(rows[:2]) + b"header\n" + joined(rows[2:]), {"header": [3]}),
    "numbered header": (lambda rows: b"question\tiid_1\tiid_2\n" + joined(rows), {"header": [1]}),
    "empty line": (lambda rows: joined(rows[:2]) + b"\n" + joined(rows[2:]) + b" \n", {"blank-line": [3, 8]}),
    "trailing tabs": (lambda rows: joined(rows, end="\t\n"), {"trailing-tab": [1, 2, 3, 4, 5, 6]}),
    "empty cell": (cell(2, 9, lambda _: ""), {"empty-cell": [3], "too-few-images": [3]}),
    "padded": (cell(2, 9, " {} ".format), {"padding": [3]}),
    "padded key": (cell(2, 0, " {}".format), {"padding": [3]}),
    "quoted": (cell(2, 9, '"{}"'.format), {"quotes": [3]}),
    "all quoted": (lambda rows: joined([[f'"{c}"' for c in row] for row in rows]), {"quotes": [1, 2, 3, 4, 5, 6]}),
    "mixed keys": (cell(2, 0, lambda _: "aid-2"), {"mixed-keys": [3]}),
    "shared key": (
        keyed(lambda n: "70" if n < 2 else str(70 + n)),
        {"key-column": [1], "ambiguous-article": [1, 2], "missing-article": [None, None]},
    ),
    "unknown article": (cell(2, 0, lambda _: "aid-9"), {"unknown-article": [3], "missing-article": [None]}),
    "missing article": (lambda rows: joined(rows[1:]), {"missing-article": [None]}),
    "nothing": (lambda _: b"", {"missing-article": [None] * 6}),
    "article twice": (lambda rows: joined([*rows, [rows[0][0], *rows[3][1:]]]), {"duplicate-article": [7]}),
    "unknown image": (cell(2, 9, lambda _: "IMG999"), {"unknown-image": [3]}),
    "suffix": (
        lambda rows: joined([[row[0], *(f"{i}.jpg" for i in row[1:])] for row in rows]),
        {"image-file-name": [1, 2, 3, 4, 5, 6]},
    ),
    "path": (cell(2, 9, "images-Test\\{}.PNG".format), {"image-file-name": [3]}),
    "name of the file": (cell(2, 1, lambda _: "hash-of-2"), {"image-file-name": [3]}),
    "scores": (
        lambda rows: joined([[row[0], *(c for i in row[1:] for c in (i, "0.731"))] for row in rows]),
        {"score": [1, 2, 3, 4, 5, 6]},
    ),
    "decimal commas": (
        lambda rows: joined([[row[0], *(c for i in row[1:] for c in (i, "0,731"))] for row in rows]),
        {"decimal-comma": [1, 2, 3, 4, 5, 6]},
    ),
    "image twice": (cell(2, 9, lambda _: "IMG003"), {"duplicate-image": [3]}),
    "99 images": (lambda rows: joined([*rows[:5], rows[5][:-1]]), {"too-few-images": [6]}),
    "no images": (lambda rows: joined([*rows[:5], rows[5][:1]]), {"too-few-images": [6]}),
    "101 images": (lambda rows: joined([[*rows[0], "IMG109"], *rows[1:]]), {"too-many-images": [1]}),
    "TREC": (trec, {"trec-run": [1]}),
}
UNMENDED = {
    "unknown-article", "missing-article", "duplicate-article", "unknown-image", "too-few-images", "ambiguous-article",
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_each_fault_is_named_with_its_line(name: str, read: Read, rows: Rows) -> None:
    spoil, expected = SPOILED[name]
    found: dict[str, list[int | None]] = {}
    for item in read(spoil(rows)).findings.items:
        found.setdefault(item.code, []).append(item.line)
    assert found == expected


def test_every_code_is_among_them() -> None:
    assert {code for _, expected in SPOILED.values() for code in expected} == set(CODES)


@pytest.mark.parametrize("name", SPOILED)
def test_what_is_mended_is_valid_and_says_the_same(name: str, read: Read, rows: Rows, split: Split) -> None:
    spoil, expected = SPOILED[name]
    spoiled = read(spoil([list(row) for row in rows]))
    mended = repair(spoiled, split, SubmissionFormat())
    again = read([[key, *images] for key, images in mended.rows])
    left = {"image twice": {"too-few-images"}, "shared key": {"mixed-keys", "ambiguous-article", "missing-article"}}
    assert set(again.findings.counts()) == left.get(name, set(expected) & UNMENDED)
    if not set(expected) & (UNMENDED | {"image-file-name", "duplicate-image", "too-many-images"}):
        lists = {row[0]: row[1:] for row in rows}
        by_aid = {f"aid-{n}": row[1:] for n, row in enumerate(rows)}
        assert {key: list(images) for key, images in mended.rows} in (lists, by_aid)


def test_all_faults_are_told_at_once(read: Read, rows: Rows) -> None:
    rows[1][0] = "nobody"
    rows[2][5] = "IMG006.jpg"
    rows[3] = rows[3][:50]
    data = b"\xef\xbb\xbf" + joined(rows, end="\t\r\n")
    counts = read(data).findings.counts()
    assert counts == {
        "bom": 1, "line-ends": 1, "trailing-tab": 6, "unknown-article": 1, "image-file-name": 1, "too-few-images": 1,
        "missing-article": 1,
    }  # fmt: skip


def test_an_edition_lets_pass_what_it_says(read: Read, rows: Rows) -> None:
    form = SubmissionFormat(header="allowed", tolerated=frozenset({"line-ends", "trailing-tab"}))
    findings = read(b"articleID\tiid1\r\n" + joined(rows, end="\t\r\n"), form).findings
    assert findings.valid
    assert (findings.errors, findings.warnings) == (0, 7)
    assert not read(joined(rows) + b"articleID\tiid1\n", form).findings.valid


def test_no_such_code_is_tolerated() -> None:
    with pytest.raises(ValueError, match="no such codes: lines-end"):
        SubmissionFormat(tolerated=frozenset({"lines-end"}))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "control character 0x1a"),
        (b"PK\x03\x04rest", "line 1: holds the control character 0x03"),
        (b"a\tb\nc\td\x00\n", "line 2: holds the control character 0x00"),
        (b"a Q0 b 1 0.5 x\na Q0 c 2 0,4 x\n", "not a TREC run, by 1 of its lines"),
    ],
)
def test_junk_is_refused(data: bytes, message: str, read: Read) -> None:
    with pytest.raises(SubmissionError, match=message):
        read(data)


def test_findings_as_json_hold_everything(read: Read, rows: Rows) -> None:
    report: dict[str, Any] = json.loads(json.dumps(read(rows[1:]).findings.to_json()))
    assert report["valid"] is False
    assert report["articles_listed"] == 5
    assert report["findings"] == [
        {
            "code": "missing-article",
            "severity": "error",
            "line": None,
            "message": "article 'https://news.example/a,b;0' has no line",
        }
    ]

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediaeval.errors import OutputError
from mediaeval.plugins import get_plugins
from mediaeval.records import Edition
from mediaeval.roles import EditionRole
from mediaeval.split import Split
from mediaeval.submissions.format import SubmissionFormat
from mediaeval.submissions.reader import Submission
from mediaeval.submissions.repair import repair, write_repaired

FORM = SubmissionFormat()
Rows = list[list[str]]

CELLS: dict[str, Callable[[str], str]] = {
    "suffix": "{}.jpg".format,
    "folder": "pictures/{}.png".format,
    "blanks": "  {} ".format,
    "quotes": '"{}"'.format,
    "score": "{}\t0.25".format,
    "comma": "{}\t0,25".format,
    "empty": "{}\t".format,
    "twice": "{0}\t{0}".format,
    "as it is": str,
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.sampled_from(["\n", "\r\n", "\t\n", "\n\n"]), st.booleans(), st.booleans())
def test_any_mixture_of_repairable_faults_is_repaired(
    read: Callable[..., Submission], rows: Rows, split: Split, data: st.DataObject, end: str, mark: bool, header: bool
) -> None:
    changes = data.draw(
        st.dictionaries(st.tuples(st.integers(0, 5), st.integers(1, 100)), st.sampled_from(sorted(CELLS)))
    )
    spoiled = [list(row) for row in rows]
    for (row, column), name in changes.items():
        spoiled[row][column] = CELLS[name](spoiled[row][column])
    lines = ["article\tiid1"] * header + ["\t".join(row) for row in spoiled]
    content = ("\ufeff" * mark + end.join(lines) + end).encode()
    mended = repair(read(content), split, FORM)
    assert [[key, *images] for key, images in mended.rows] == rows
    assert read([[key, *images] for key, images in mended.rows]).findings.items == ()


def test_equal_lines_are_one(read: Callable[..., Submission], rows: Rows, split: Split) -> None:
    mended = repair(read([*rows, rows[2]]), split, FORM)
    assert len(mended.rows) == len(rows)
    assert mended.actions == ["lines that repeat an earlier one removed (1)"]


def test_what_was_done_is_counted(read: Callable[..., Submission], rows: Rows, split: Split) -> None:
    rows[0][3] += "\t0,5"
    rows[1][3] += "\t0.5"
    rows[2][3] += ".jpg"
    assert repair(read(rows), split, FORM).actions == [
        "scores removed (decimal-comma)",
        "scores removed (score)",
        "file names turned into image ids (image-file-name)",
    ]


def test_a_file_is_written_whole_or_not_at_all(
    read: Callable[..., Submission], rows: Rows, split: Split, tmp_path: Path
) -> None:
    edition: EditionRole = get_plugins().find(Edition, "folder").load()()
    mended = repair(read(rows), split, FORM)
    path = tmp_path / "out" / "fixed.tsv"
    write_repaired(path, mended, edition)
    write_repaired(path, mended, edition)
    path.write_text("edited")
    with pytest.raises(OutputError, match="exists with other bytes"):
        write_repaired(path, mended, edition)
    assert path.read_text() == "edited"

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediaeval.errors import SubmissionError
from mediaeval.submissions.content import read_content

text = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(text, min_size=1), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_lines_come_back_whatever_ends_them(tmp_path: Path, lines: list[str], end: str, last: bool) -> None:
    path = tmp_path / "file"
    ends = last or not lines[-1]
    path.write_bytes((end.join(lines) + (end if ends else "")).encode())
    content = read_content(path)
    assert list(content.lines) == lines
    assert content.encoding == "UTF-8"
    assert content.foreign_ends == (0 if end == "\n" else len(lines) - 1 + ends)


@pytest.mark.parametrize(("encoding", "name"), [("cp1252", "cp1252"), ("utf-16", "UTF-16"), ("utf-8", "UTF-8")])
def test_the_encoding_is_told(encoding: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes("Köln\tA\n".encode(encoding))
    content = read_content(path)
    assert (content.lines[0].removeprefix("\ufeff"), content.encoding) == ("Köln\tA", name)


@given(st.binary(max_size=60))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_lines_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    try:
        content = read_content(path)
    except SubmissionError as error:
        assert "control character" in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert not any(ord(char) < 32 and char != "\t" for line in content.lines for char in line)

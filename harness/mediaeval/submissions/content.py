"""A submission file's bytes to its lines, with what is unusual about them; junk is refused here."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from mediaeval.errors import SubmissionError
from mediaeval.storage import digest_bytes

__all__ = ["Content", "read_content"]

_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Content:
    """The lines of a file.

    Args:
        path: the file.
        digest: sha256 of its bytes.
        lines: without their ends; a byte order mark stays, as the first character of the first line.
        encoding: what the bytes are.
        foreign_ends: lines that end in CR or CRLF.
    """

    path: Path
    digest: str
    lines: tuple[str, ...]
    encoding: str
    foreign_ends: int


def read_content(path: Path) -> Content:
    """Read a file and part it into lines.

    Raises:
        SubmissionError: it is not there, cannot be read, or is no text file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SubmissionError(f"{path}: cannot be read ({error.strerror or error}).") from error
    text, encoding = _decode(data)
    if found := _CONTROL.search(text):
        line = len(_LINE_END.findall(text, 0, found.start())) + 1
        raise SubmissionError(
            f"{path}, line {line}: holds the control character 0x{ord(found[0]):02x}, so this is no text file.",
            hint="Is it the submission itself, whole and unpacked?",
        )
    lines = _LINE_END.split(text)
    foreign = sum(end != "\n" for end in _LINE_END.findall(text))
    if lines[-1] == "":  # the end of the last line begins no other
        lines.pop()
    return Content(path, digest_bytes(data), tuple(lines), encoding, foreign)


def _decode(data: bytes) -> tuple[str, str]:
    """Keys and ids are ASCII but for some addresses, so that cp1252 can stand for any eight-bit encoding."""
    for mark, encoding in _UTF16.items():
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), "UTF-16"
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"

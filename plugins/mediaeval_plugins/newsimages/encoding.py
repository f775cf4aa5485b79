"""From bytes to text: the encoding is established, or the file is refused.

The editions are UTF-8, with or without a byte order mark, and in one file (the test texts of 2021) cp1252. Nothing
else is tried, since any bytes at all are valid latin-1: a wrong guess would pass unseen.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from mediaeval import DataError

__all__ = ["Decoded", "decode_file"]

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_HEALTHY_UTF8 = 0.1


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and what had to be done to get it; ``note`` is empty for plain UTF-8."""

    text: str
    note: str = ""


def decode_file(path: Path) -> Decoded:
    """Read a file whose encoding is UTF-8 (or UTF-16 with its mark) or cp1252.

    Raises:
        DataError: the file cannot be read, holds a NUL, or is in neither encoding; with line and byte offset.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}).") from error
    decoded = _decode(path, data)
    if "\0" in decoded.text:
        line = decoded.text.count("\n", 0, decoded.text.index("\0")) + 1
        raise DataError(
            f"{path}, line {line}: holds a NUL character.", hint="Is this the text file, whole and unpacked?"
        )
    return decoded


def _decode(path: Path, data: bytes) -> Decoded:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            note = "UTF-8 with a byte order mark" if encoding == "utf-8-sig" else "UTF-16, by its byte order mark"
            try:
                return Decoded(data.decode(encoding), f"{path.name}: {note}")
            except UnicodeDecodeError as error:
                raise _damaged(path, data, error.start, f"the file begins as {note}") from error
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        offset = error.start
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _damaged(path, data, offset, f"nor cp1252 (byte 0x{data[error.start]:02x} at {error.start})") from error
    reason = _unlike_cp1252(data, text)
    if reason:
        raise _damaged(path, data, offset, f"nor plausibly cp1252 ({reason})")
    line = data.count(b"\n", 0, offset) + 1
    return Decoded(text, f"{path.name}: cp1252 (not UTF-8: byte 0x{data[offset]:02x} in line {line})")


def _unlike_cp1252(data: bytes, text: str) -> str:
    """Why text that decodes as cp1252 is not, or an empty string.

    UTF-8 with a few damaged bytes decodes as cp1252 too, and so does most text in other eight-bit encodings. The
    first shows by its intact multi-byte sequences, which cp1252 text holds by rare accident only; the second by words
    made of nothing but accented letters.
    """
    if _CONTROL.search(data):
        return "it holds control characters"
    runs = _HIGH_RUN.findall(data)
    if sum(map(_is_utf8, runs)) > _HEALTHY_UTF8 * len(runs):
        return "it holds UTF-8 sequences as well"
    accented = [word for word in _WORD.findall(text) if not word.isascii()]
    strange = sum(2 * sum(char > "\x7f" for char in word) > len(word) for word in accented)
    if 2 * strange > len(accented):
        return "its words would be accented letters only"
    return ""


def _is_utf8(run: bytes) -> bool:
    try:
        run.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _damaged(path: Path, data: bytes, offset: int, also: str) -> DataError:
    line = data.count(b"\n", 0, offset) + 1
    return DataError(
        f"{path}, line {line}: byte 0x{data[offset]:02x} at offset {offset} is not valid UTF-8; {also}.",
        hint="Convert the file to UTF-8, for instance with 'iconv -f ENCODING -t UTF-8', or fetch it again.",
    )

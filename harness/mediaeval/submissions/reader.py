"""The one reader of submission files, for every edition: it takes whatever stands there and says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mediaeval.errors import SubmissionError
from mediaeval.split import Split
from mediaeval.submissions.content import Content, read_content
from mediaeval.submissions.findings import Finding, Findings, Severity
from mediaeval.submissions.format import SubmissionFormat
from mediaeval.submissions.keys import ArticleKeys
from mediaeval.submissions.rows import Row, is_header, part
from mediaeval.submissions.trec import TrecRun, looks_like_run, parse_run

__all__ = ["Line", "Submission", "read_submission"]

_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+(e[+-]?\d+)?", re.IGNORECASE)
_SCORE = re.compile(r"[+-]?(\d*\.\d+(e[+-]?\d+)?|\d+e[+-]?\d+|nan|inf)", re.IGNORECASE)
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file that is no header.

    Args:
        number: counted from 1.
        key: its first cell without blanks, quotes and byte order mark.
        article: the article that this names, under any of its keys; None where that is none, or several.
        images: what the other cells mean: ids where the gallery has them, else the cell; nothing is left out but
            empty cells and scores.
        scored: the article whose list this is to the organisers' tool, which takes the first cell as it stands.
        cells: the other cells without blanks and quotes: what the organisers' tool compares, place by place.
    """

    number: int
    key: str
    article: str | None
    images: Sequence[str]
    scored: str | None
    cells: Sequence[str]


@dataclass(frozen=True)
class Submission:
    """A file as it was understood, and everything that is wrong with it.

    Args:
        path: the file.
        digest: sha256 of its bytes.
        lines: in the order of the file.
        findings: every fault.
        scores: for a TREC run the scores of each line's images, by line number; else empty.
    """

    path: Path
    digest: str
    lines: Sequence[Line]
    findings: Findings
    scores: Mapping[int, Sequence[float]]


def read_submission(path: Path, split: Split, form: SubmissionFormat) -> Submission:
    """Read a submission, or a TREC run, and check it against the split and the edition's format.

    Raises:
        SubmissionError: the file is not there, or is no text file, or a TREC run with a line that is none.
    """
    content = read_content(path)
    return _Reading(content, split, form).result()


class _Reading:
    """One file on its way from rows to findings."""

    def __init__(self, content: Content, split: Split, form: SubmissionFormat) -> None:
        self.content, self.split, self.form = content, split, form
        self.keys = ArticleKeys(split)
        self.images = {image.id for image in split.images}
        self.files = {image.path.name: image.id for image in split.images}
        self.items: list[Finding] = []
        self.order = {article.id: place for place, article in enumerate(split.articles)}

    def result(self) -> Submission:
        run: TrecRun | None = None
        if looks_like_run(self.content.lines):
            run = parse_run(self.content.path, self.content.lines)
            self.note("trec-run", "ranked lists in the form of trec_eval, not the edition's", 1)
            rows = [Row(line, [topic, *images]) for topic, (line, images, _) in run.topics.items()]
        else:
            self.whole_file()
            rows = self.body(part(self.content, self.keys.known, self.known_image))
        key = self.key_of(rows)
        lines = [self.line(row, key) for row in rows]
        self.repeated(lines)
        listed = {line.article for line in lines if line.article is not None}
        for article in self.split.articles:
            if article.id not in listed:
                self.note("missing-article", f"article {_name(article.keys, key, article.id)!r} has no line")
        findings = Findings(
            file=str(self.content.path),
            split=self.split.name,
            key=key,
            rows=len(rows),
            articles=len(self.split.articles),
            listed=len(listed),
            items=tuple(sorted(self.items, key=_place)),
        )
        scores = {line: values for line, _, values in run.topics.values()} if run else {}
        return Submission(self.content.path, self.content.digest, lines, findings, scores)

    def note(self, code: str, message: str, line: int | None = None) -> None:
        severity: Severity = "warning" if code in self.form.tolerated or code == "blank-line" else "error"
        self.items.append(Finding(code, severity, message, line))

    def whole_file(self) -> None:
        """What the bytes show: encoding, mark, line ends, empty lines."""
        content = self.content
        if content.encoding != "UTF-8":
            self.note("encoding", f"the file is {content.encoding}, not UTF-8")
        if content.lines and content.lines[0].startswith("\ufeff"):
            self.note("bom", "a byte order mark joins the first key", 1)
        if content.foreign_ends:
            self.note("line-ends", f"{content.foreign_ends:,} lines end in CRLF or CR instead of LF", 1)
        for number, line in enumerate(content.lines, 1):
            if not line.strip():
                self.note("blank-line", "the line is empty", number)

    def body(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that are no header; each header that is not the first line of an edition with one is a fault."""
        kept = []
        for row in rows:
            if self.keys.known(self.first(row)) or not is_header(row.raw, self.known_image):
                kept.append(row)
            elif row.line > 1 or self.form.header == "forbidden":
                self.note("header", f"{_bare(row.raw[0])[:40]!r} names a column, not an article", row.line)
        return kept

    def key_of(self, rows: Sequence[Row]) -> str:
        """The key of the first column; a fault where the edition does not take it."""
        key = self.keys.detect(map(self.first, rows))
        if key and not self.keys.accepts(key):
            shared = self.keys.shared(key)
            why = f"which {shared:,} articles share with another" if shared else "which this edition does not take"
            wanted = " or ".join(self.keys.accepted)
            self.note("key-column", f"the first column holds {key}, {why}; it takes {wanted}", rows[0].line)
        return key

    def line(self, row: Row, key: str) -> Line:
        """One row, its faults noted."""
        for code, message in row.notes:
            self.note(code, message, row.line)
        raw = list(row.raw)
        self.edges(row.line, raw)
        value = self.first(row)
        cells = [cell if cell in self.images else _bare(cell) for cell in raw[1:]]
        # A reader of tables takes quotation marks off and leaves blanks and marks where they are.
        named = self.keys.scored
        scored = named.get(raw[0], named.get(_unquoted(raw[0]))) if row.separator == "\t" else None
        return Line(row.line, value, self.article(row.line, value, key), self.meanings(row.line, cells), scored, cells)

    def first(self, row: Row) -> str:
        """The first cell: as it stands where that is a key, else without what may stand around one."""
        return row.raw[0] if self.keys.known(row.raw[0]) else _bare(row.raw[0])

    def edges(self, line: int, raw: list[str]) -> None:
        """Trailing and inner empty cells, blanks and quotation marks; trailing empty cells are taken off."""
        trailing = 0
        while len(raw) > 1 and not raw[-1].strip():
            raw.pop()
            trailing += 1
        if trailing:
            self.note("trailing-tab", f"the line ends in {_count(trailing, 'TAB')}", line)
        odd = [cell for cell in raw[1:] if cell not in self.images]
        if not self.keys.known(raw[0]):
            odd.insert(0, raw[0])
        if empty := sum(not cell.strip() for cell in odd):
            self.note("empty-cell", f"{_count(empty, 'empty cell')} between others", line)
        if padded := sum(cell != cell.strip() and bool(cell.strip()) for cell in odd):
            self.note("padding", f"{_count(padded, 'cell')} with blanks around", line)
        if quoted := sum(_unquoted(cell.strip()) != cell.strip() for cell in odd):
            self.note("quotes", f"{_count(quoted, 'cell')} in quotation marks", line)

    def article(self, line: int, value: str, key: str) -> str | None:
        """The article that a first cell names."""
        ids = self.keys.articles(key, value)
        others = self.keys.others(value, key)
        if not ids and others:
            ids = self.keys.articles(others[0], value)
            self.note("mixed-keys", f"{value!r} is a {others[0]}, other lines go by {key}", line)
        if len(ids) > 1:
            self.note("ambiguous-article", f"{value!r} is the {key} of {len(ids)} articles", line)
            return None
        if not ids:
            self.note("unknown-article", f"no article {value[:80]!r} in {self.split.name}", line)
            return None
        return ids[0]

    def meanings(self, line: int, cells: Sequence[str]) -> list[str]:
        """The images that the cells mean; each kind of fault is one finding a line."""
        found: list[str] = []
        faults: dict[str, list[str]] = {}
        for cell in cells:
            if not cell:
                continue
            if cell in self.images:
                found.append(cell)
            elif (image := self.image_of_file(cell)) is not None:
                faults.setdefault("image-file-name", []).append(cell)
                found.append(image)
            elif _DECIMAL_COMMA.fullmatch(cell):
                faults.setdefault("decimal-comma", []).append(cell)
            elif _SCORE.fullmatch(cell):
                faults.setdefault("score", []).append(cell)
            else:
                faults.setdefault("unknown-image", []).append(cell)
                found.append(cell)
        for code, wrong in faults.items():
            self.note(code, f"{_count(len(wrong), 'cell')}: {_some(wrong)}", line)
        self.counted(line, found)
        return found

    def counted(self, line: int, images: Sequence[str]) -> None:
        """Images that stand twice, and lists of another length than the edition's."""
        seen: set[str] = set()
        if twice := [image for image in images if image in seen or seen.add(image)]:  # type: ignore[func-returns-value]
            self.note("duplicate-image", f"{_count(len(twice), 'image')} named before: {_some(twice)}", line)
        wanted = min(self.form.depth, len(self.images))
        if len(images) > self.form.depth:
            self.note("too-many-images", f"{len(images):,} images, at most {self.form.depth}", line)
        elif len(images) < wanted:
            self.note("too-few-images", f"{len(images):,} images instead of {wanted}", line)

    def repeated(self, lines: Iterable[Line]) -> None:
        """Articles with more than one line."""
        first: dict[str, int] = {}
        for line in lines:
            if line.article is None:
                continue
            known = first.setdefault(line.article, line.number)
            if known != line.number:
                self.note("duplicate-article", f"{line.key!r} has line {known} already", line.number)

    def known_image(self, cell: str) -> bool:
        return cell in self.images or self.image_of_file(cell) is not None

    def image_of_file(self, cell: str) -> str | None:
        """The image of a file name, with or without folders before it."""
        name = cell.replace("\\", "/").rsplit("/", 1)[-1]
        if name in self.files:
            return self.files[name]
        stem, dot, suffix = name.rpartition(".")
        if dot and suffix.casefold() in {"jpg", "jpeg", "png", "webp", "gif"} and stem in self.images:
            return stem
        return name if name != cell and name in self.images else None


def _bare(cell: str) -> str:
    """A cell without blanks, quotation marks and a byte order mark."""
    return _unquoted(cell.strip().removeprefix("\ufeff")).strip()


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _name(keys: Mapping[str, str], key: str, article: str) -> str:
    return keys.get(key, article)


def _some(cells: Sequence[str]) -> str:
    shown = ", ".join(cell[:60] for cell in cells[:_SHOWN])
    return shown + (", …" if len(cells) > _SHOWN else "")


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' * (number != 1)}"


def _place(item: Finding) -> tuple[int, int]:
    """File-wide first, then by line, then what has no line because it is not there."""
    if item.line is None:
        return (2, 0) if item.code == "missing-article" else (0, 0)
    return (1, item.line)


def refuse_unscorable(submission: Submission, split: Split) -> None:
    """Stop where no line names an article of the split in a way that can be scored.

    Raises:
        SubmissionError: there is no such line.
    """
    if any(line.scored is not None for line in submission.lines):
        return
    first = submission.lines[0] if submission.lines else None
    sample = f" (the first is {first.key[:80]!r})" if first else ""
    raise SubmissionError(
        f"{submission.path}: none of its {len(submission.lines):,} lines names an article of {split.name}{sample}.",
        hint=f"Articles go by {' or '.join(split.submission_keys)}; `mediaeval validate` says what stands there.",
    )

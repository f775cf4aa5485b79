"""A small split and a valid submission of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mediaeval.split import Article, GalleryImage, Split
from mediaeval.submissions.format import SubmissionFormat
from mediaeval.submissions.reader import Submission, read_submission

ARTICLES = 6
IMAGES = 110
FORM = SubmissionFormat()


def key_of(number: int) -> str:
    return f"https://news.example/a,b;{number}"


def image_of(number: int) -> str:
    return f"IMG{number:03d}"


@pytest.fixture
def split() -> Split:
    """Six articles that go by url and aid, and by an ``article`` that two of them share; 110 images."""
    return Split(
        name="test:split",
        slug="split",
        articles=tuple(
            Article(f"aid-{n}", {"url": key_of(n), "aid": f"aid-{n}", "article": str(70 + n // 2 * (n < 2))}, {}, n + 1)
            if n < 2
            else Article(f"aid-{n}", {"url": key_of(n), "aid": f"aid-{n}", "article": str(70 + n)}, {}, n + 1)
            for n in range(ARTICLES)
        ),
        images=tuple(GalleryImage(image_of(n), Path(f"/pictures/hash-of-{n}")) for n in range(IMAGES)),
        submission_keys=("url", "aid"),
    )


@pytest.fixture
def rows() -> list[list[str]]:
    """A valid submission: article n begins with image n."""
    return [[key_of(n), *(image_of((n + i) % IMAGES) for i in range(100))] for n in range(ARTICLES)]


@pytest.fixture
def read(tmp_path: Path, split: Split) -> Callable[..., Submission]:
    """Write rows or bytes, and read them as a submission."""

    def read_it(content: bytes | Sequence[Sequence[str]], form: SubmissionFormat = FORM) -> Submission:
        path = tmp_path / "run.tsv"
        path.write_bytes(content if isinstance(content, bytes) else joined(content))
        return read_submission(path, split, form)

    return read_it


def joined(rows: Sequence[Sequence[str]]) -> bytes:
    return "".join("\t".join(row) + "\n" for row in rows).encode()

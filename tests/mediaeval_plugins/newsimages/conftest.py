"""Invented tables in the layouts of the editions, and the way to the real ones."""

import os
from pathlib import Path

import pytest

HEADER_2023 = "# article\taid\turl\timg\tiid\thashvalue\ttitle\ttext\timgFile\tDate"


@pytest.fixture(scope="session")
def real_data():
    """The folder with real data, or a skip."""
    folder = os.environ.get("MEDIAEVAL_TEST_DATA")
    if not folder:
        pytest.skip("MEDIAEVAL_TEST_DATA names no folder with real data")
    return Path(folder)


@pytest.fixture
def write():
    """Write a file with the folders above it, text as UTF-8."""

    def write_file(path, content):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


def image_id(number):
    return f"{number:032X}"


def article_2023(number, *, article=None, title=None, picture=""):
    """A row of 2023; ``article`` is a shared number on purpose, as in the published file."""
    aid = f"20230720081500-{number}"
    image = f"https://img.example/{number}.jpg\t{picture}" if picture else "\t"
    file = f"{picture}.jpg" if picture else ""
    return "\t".join(
        [
            article or str(2023072008158070 + number // 2),
            aid,
            f"https://news.example/{number}",
            image,
            aid,
            f'Headline "{number}" of the day' if title is None else title,
            "persons;one|places;two",
            file,
            "4512734640",
        ]
    )


def image_2023(number, *, url=True):
    iid = image_id(number)
    return f"\t\t\t{f'https://img.example/{number}.jpg' if url else ''}\t{iid}\t\t\t\t{iid}.jpg\t"


@pytest.fixture
def write_gdelt(write):
    """Write both halves of a GDELT split: articles 1..n, of which article i has image n + 1 - i."""

    def write_split(folder, stem, n=6, *, truth=False, image_urls=True):
        lines = [HEADER_2023, *(article_2023(i) for i in range(1, n + 1))]
        write(folder / f"{stem}-Test-Text.txt", "\n".join(lines) + "\n")
        images = [HEADER_2023, *(image_2023(i, url=image_urls) for i in range(n, 0, -1))]
        write(folder / f"{stem}-Test-Img.txt", "\n".join(images) + "\n")
        pairs = [HEADER_2023, *(article_2023(i, picture=image_id(n + 1 - i)) for i in range(1, n + 1))]
        write(folder / f"{stem}-Training.txt", "\n".join(pairs) + "\n")
        if truth:
            write(folder / f"{stem}-Test-GT.txt", "\n".join(pairs) + "\n")
        for i in range(1, n + 1):
            write(folder / f"{stem}-Test" / f"{image_id(i)}.jpg", b"picture")
        return folder

    return write_split

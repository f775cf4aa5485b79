"""The demo's data set on disk, in the layout of 2023, line by line."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from mediaeval import OutputError
from mediaeval_plugins.demo.stories import Story, tell

__all__ = ["FOLDER", "TEST", "TRAINING", "make_data", "paraphrases", "write_data"]

TEST = 320
"""Articles and pictures of the test half."""
TRAINING = 600
"""Articles and pictures of the training half."""
FOLDER = "Demo-Dataset"

_HEADER = ("# article", "aid", "url", "img", "iid", "hashvalue", "title", "text", "imgFile", "Date")


def make_data(folder: Path) -> None:
    """Write ``folder / "Demo-Dataset"`` whole or not at all, unless it is there.

    It is made beside its place and renamed, so that a stopped process leaves nothing half-made under its name, and
    of two processes that make it at once one wins, with the same bytes.

    Raises:
        OutputError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".making.", dir=folder))
        try:
            write_data(made)
            (made / FOLDER).rename(folder / FOLDER)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        if (folder / FOLDER).is_dir():
            return  # another process was faster
        raise OutputError(f"{folder / FOLDER}: cannot be written ({error.strerror or error}).") from error


def write_data(folder: Path) -> None:
    """Write both halves, with ground truth, into ``folder / "Demo-Dataset"``, which must not be there.

    As the organisers' files do, the test texts leave the columns of the picture empty, the test images all others;
    the ground truth has the columns of the training file.
    """
    root = folder / FOLDER
    root.mkdir(parents=True)
    test = [tell("test", number) for number in range(TEST)]
    training = [tell("training", number) for number in range(TRAINING)]
    _write(root / "Demo-Test-Text.txt", (_row(story, picture=False) for story in test))
    _write(root / "Demo-Test-Img.txt", (_picture_row(story) for story in sorted(test, key=lambda story: story.iid)))
    _write(root / "Demo-Test-GT.txt", (_row(story, picture=True) for story in test))
    _write(root / "Demo-Training.txt", (_row(story, picture=True) for story in training))
    for name, stories in (("Demo-Test", test), ("Demo-Training", training)):
        (root / name).mkdir()
        for story in stories:
            (root / name / f"{story.iid}.jpg").write_bytes(story.picture())


def paraphrases() -> str:
    """One paraphrase of each test headline, as JSON lines that the augmenter ``file`` reads."""
    lines = []
    for number in range(TEST):
        story = tell("test", number)
        lines.append(json.dumps({"id": story.aid, "paraphrases": [story.paraphrase()]}, ensure_ascii=False) + "\n")
    return "".join(lines)


def _write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    text = "".join("\t".join(row) + "\n" for row in (_HEADER, *rows))
    path.write_bytes(text.encode())


def _row(story: Story, *, picture: bool) -> tuple[str, ...]:
    img, iid, file = (_address(story), story.iid, f"{story.iid}.jpg") if picture else ("", "", "")
    return (story.article, story.aid, story.url, img, iid, story.aid, story.title, story.tags, file, story.date)


def _picture_row(story: Story) -> tuple[str, ...]:
    return ("", "", "", _address(story), story.iid, "", "", "", f"{story.iid}.jpg", "")


def _address(story: Story) -> str:
    return f"https://img.example/{story.iid[:8].lower()}.jpg"

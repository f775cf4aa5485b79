from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from PIL import Image

from mediaeval_plugins.corpora import looking

Put = Callable[..., Path]
Program = Callable[..., Any]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that commands work in."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def corpus(work: Path, picture: Callable[..., bytes], colour_folder: Path) -> Path:
    """A corpus file over two tables, in which everything occurs that a pair can be left out for."""
    (work / "pics").mkdir()
    for n in range(12):
        (work / "pics" / f"{n}.jpg").write_bytes(picture(n))
    (work / "pics" / "tiny.png").write_bytes(picture(50, (10, 200), "PNG"))
    (work / "pics" / "page.jpg").write_bytes(b"<html>403</html>")
    for n in range(6):
        (work / "pics" / f"same{n}.jpg").write_bytes(picture(60))
    with Image.open(colour_folder / "images" / "IMG03.png") as leaked:
        buffer = io.BytesIO()
        leaked.resize((192, 160)).save(buffer, "PNG")
    (work / "pics" / "leaked.png").write_bytes((colour_folder / "images" / "IMG02.png").read_bytes())
    (work / "pics" / "near.png").write_bytes(buffer.getvalue())
    rows = [
        *((n, f"Title number {n}", f"{n}.jpg") for n in range(8)),
        (20, "", "1.jpg"), (21, "?!", "1.jpg"), (22, "No picture", ""), (23, "Not there", "none.jpg"),
        (24, "Too small", "tiny.png"), (25, "A page", "page.jpg"), (26, "An address", "https://x.example/1.jpg"),
        *((30 + n, f"Placeholder {n}", f"same{n}.jpg") for n in range(6)),
        (40, "Leaked by bytes", "leaked.png"), (41, "Leaked by looks", "near.png"), (42, "a RED thing, number 0!", "9.jpg"),
        (3, "An id once more", "10.jpg"),
    ]  # fmt: skip
    (work / "a.csv").write_text("id,title,image\n" + "".join(f'{n},"{title}",{image}\n' for n, title, image in rows))
    (work / "b.jsonl").write_text(
        "".join(
            json.dumps({"title": t, "image": i, "licence": "CC BY"}) + "\n"
            for t, i in [("title NUMBER 0!", "0.jpg"), ("Another title", "0.jpg"), ("Title number 1", "11.jpg")]
        )
    )
    path = work / "news.toml"
    path.write_text(
        '[[corpus]]\nname = "records"\nsource = "one"\npath = "a.csv"\nimages = "pics"\nid_field = "id"\nlicence = "mine"\n'
        '[[corpus]]\nname = "records"\nsource = "two"\npath = "b.jsonl"\nimages = "pics"\nlicence_field = "licence"\n'
        f'[images]\nmin_side = 16\nplaceholder = 5\n[leakage]\nsplits = ["folder:{colour_folder}"]\n'
    )
    return path


def test_every_pair_is_in_the_manifest_or_left_out_for_a_reason(corpus: Path, work: Path, program: Program) -> None:
    done = program("corpus", "build", "news.toml")
    assert done.code == 0, done.err
    table = pq.read_table(work / "news.parquet")
    assert table.column_names == ["key", "image", "sha256", "title", "source", "licence", "split"]
    rows = table.to_pylist()
    assert [row["key"] for row in rows] == [*(f"one:{n}" for n in range(8)), "two:row-2", "two:row-3"]
    assert rows[0] == {
        "key": "one:0", "image": "pics/0.jpg", "title": "Title number 0", "source": "one", "licence": "mine", "split": "train",
        "sha256": hashlib.sha256((work / "pics/0.jpg").read_bytes()).hexdigest(),
    }  # fmt: skip
    assert {row["licence"] for row in rows} == {"mine", "CC BY"}
    left = {row["key"]: row["reason"] for row in lines(work / "news.left-out.jsonl")}
    assert left == {
        "one:20": "no title", "one:21": "title too short", "one:22": "no picture", "one:23": "missing file",
        "one:24": "picture too small", "one:25": "broken picture", "one:26": "not downloaded",
        **{f"one:{30 + n}": "placeholder" for n in range(6)}, "one:40": "in a test split", "one:41": "in a test split",
        "one:42": "in a test split", "one:3": "repeated id", "two:row-1": "duplicate",
    }  # fmt: skip
    leaked = {row["key"]: row["found"] for row in lines(work / "news.leakage.jsonl")}
    assert {key: [one["by"] for one in found] for key, found in leaked.items()} == {
        "one:40": ["image"], "one:41": ["near image"], "one:42": ["title"],
    }  # fmt: skip
    assert leaked["one:40"][0]["item"] == "IMG02"
    assert leaked["one:42"][0]["item"] == "1"
    about = json.loads(pq.read_schema(work / "news.parquet").metadata[b"mediaeval"])
    counts = about["counts"]
    assert {name: (one["read"], one["kept"]) for name, one in counts.items()} == {"one": (25, 8), "two": (3, 2)}
    assert all(one["read"] == one["kept"] + sum(one["left_out"].values()) for one in counts.values())
    assert about["leakage"]["by"] == {"image": 1, "near image": 1, "title": 1}
    assert about["inputs"]["one"]["files"]["a.csv"]
    assert "in a test split: 3 (image 1, near image 1, title 1" in done.out


def test_a_second_build_reads_no_picture_and_writes_the_same_bytes(
    corpus: Path, work: Path, program: Program, monkeypatch: Any
) -> None:
    program("corpus", "build", "news.toml")
    before = {path.name: path.read_bytes() for path in work.glob("news.*")}
    monkeypatch.setattr(looking, "examine", lambda _: pytest.fail("a picture was read"))
    assert program("corpus", "build", "news.toml").code == 0
    assert {path.name: path.read_bytes() for path in work.glob("news.*")} == before


def test_another_manifest_is_not_replaced_unasked(corpus: Path, work: Path, program: Program) -> None:
    program("corpus", "build", "news.toml")
    before = (work / "news.parquet").read_bytes()
    done = program("corpus", "build", "news.toml", "--set", "duplicates.by=image")
    assert done.code == 2
    assert "is there already, and was made with other options" in done.err
    assert (work / "news.parquet").read_bytes() == before
    assert program("corpus", "build", "news.toml", "--set", "duplicates.by=image", "--force").code == 0
    assert pq.read_table(work / "news.parquet").num_rows == 9
    (work / "other.parquet").write_bytes(b"mine")
    done = program("corpus", "build", "news.toml", "--out", "other.parquet")
    assert done.code == 2
    assert "is no Parquet file" in done.err


def test_a_part_is_kept_apart_to_validate_on(corpus: Path, work: Path, program: Program) -> None:
    done = program("corpus", "build", "news.toml", "--set", "validation.fraction=0.4")
    assert done.code == 0
    splits = {row["key"]: row["split"] for row in pq.read_table(work / "news.parquet").to_pylist()}
    assert set(splits.values()) == {"train", "validation"}
    assert splits["one:0"] == splits["two:row-2"], "they share a picture"
    assert splits["one:1"] == splits["two:row-3"], "they share a title"


def test_pictures_of_one_article_are_on_one_side(work: Path, picture: Callable[..., bytes], program: Program) -> None:
    rows = []
    for n in range(40):
        (work / f"{n}.jpg").write_bytes(picture(n))
        rows.append(f"Title number {n},{n}.jpg,article-{n // 2}\n")
    (work / "a.csv").write_text("title,image,article\n" + "".join(rows))
    (work / "c.toml").write_text('[corpus]\nname = "records"\npath = "a.csv"\ngroup_field = "article"\n')
    assert program("corpus", "build", "c.toml", "--set", "validation.fraction=0.5").code == 0
    sides = pq.read_table(work / "c.parquet")["split"].to_pylist()
    assert sides[::2] == sides[1::2]
    assert 5 < sides.count("validation") < 35


def test_pictures_of_other_folders_are_named_whole(corpus: Path, work: Path, program: Program) -> None:
    assert program("corpus", "build", "news.toml", "--out", "sets/news.parquet").code == 0
    images = pq.read_table(work / "sets" / "news.parquet")["image"].to_pylist()
    assert images[0] == str(work / "pics" / "0.jpg")


def test_bytes_become_files_beside_the_manifest(work: Path, program: Program) -> None:
    assert program("corpus", "build", "corpus-demo", "--set", "corpus.count=40", "--set", "leakage.splits=[]").code == 0
    rows = pq.read_table(work / "corpus-demo.parquet").to_pylist()
    assert len(rows) == 40
    for row in rows:
        assert row["image"] == f"corpus-demo-images/bytes/{row['sha256'][:2]}/{row['sha256']}.jpg"
        assert (work / row["image"]).exists()


ERRORS = {
    "unknown corpus": (["--set", "corpus.0.name=recrods"], "did you mean 'records'?"),
    "unknown option": (["--set", "corpus.0.titles=x"], "has no option 'titles'; did you mean 'title_fields'?"),
    "missing option": (["--set", "corpus.0.name=cnn", "--set", "corpus.0.source=one"], "corpus 'cnn': path must be given"),
    "missing file": (["--set", "corpus.1.path=none.jsonl"], "1 of 2 files or folders are not there.\n  two: records"),
    "unknown split": (["--set", 'leakage.splits=["GDLT-P1"]'], "there is no split 'GDLT-P1'; did you mean 'GDELT-P1'?"),
    "missing split": (["--set", 'leakage.splits=["GDELT-P1"]'], "2023:GDELT-P1: 2 of 2 files are not there"),
    "nothing left": (["--set", "titles.min_length=500"], "of 28 pairs none is left."),
    "nothing validated": (["--set", "validation.fraction=0.000001"], "is nothing"),
}  # fmt: skip


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_is_one_sentence_and_leaves_nothing(corpus: Path, work: Path, program: Program, case: str) -> None:
    arguments, message = ERRORS[case]
    done = program("corpus", "build", "news.toml", *arguments)
    assert done.code == 2
    assert message in done.err
    assert not list(work.glob("news.*parquet")) + list(work.glob("*.jsonl.*")) + list(work.glob(".*"))


def test_a_split_without_pictures_is_an_error_unless_told_otherwise(
    corpus: Path, colour_folder: Path, program: Program
) -> None:
    (colour_folder / "images" / "IMG05.png").unlink()
    done = program("corpus", "build", "news.toml")
    assert done.code == 2
    assert "1 of 12 pictures cannot be read" in done.err
    done = program("corpus", "build", "news.toml", "--set", "leakage.unreadable=leave-out")
    assert done.code == 0
    assert "11 pictures, 1 unreadable" in done.out


def test_a_killed_build_goes_on(work: Path, picture: Callable[..., bytes], tmp_path: Path) -> None:
    (work / "pics").mkdir()
    for n in range(1500):
        (work / "pics" / f"{n}.jpg").write_bytes(picture(n))
    (work / "a.csv").write_text("title,image\n" + "".join(f"Title number {n},pics/{n}.jpg\n" for n in range(1500)))
    (work / "c.toml").write_text('[[corpus]]\nname = "records"\npath = "a.csv"\n')
    command = [sys.executable, "-m", "mediaeval", "corpus", "build", "c.toml", "--workers", "1"]
    process = subprocess.Popen(command, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ledger = Path(os.environ["MEDIAEVAL_CACHE"]) / "corpora" / "pictures-1.sqlite-wal"
    until = time.monotonic() + 60
    while (
        not (ledger.exists() and ledger.stat().st_size > 60_000) and process.poll() is None and time.monotonic() < until
    ):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it was still at work"
    assert [path.name for path in work.iterdir() if path.name.startswith((".", "c."))] == ["c.toml"]
    from mediaeval_plugins.corpora.ledger import Ledger, stamp_of

    with Ledger() as known:
        files = {path: stamp for path in (work / "pics").iterdir() if (stamp := stamp_of(path))}
        assert 500 < len(known.known(files)) < 1500
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert pq.read_metadata(work / "c.parquet").num_rows == 1500


def test_show_prints_what_is_in_it(corpus: Path, work: Path, program: Program) -> None:
    program("corpus", "build", "news.toml")
    done = program("corpus", "show", "news.parquet")
    assert done.code == 0
    for text in (
        "left out of one: ",
        "placeholder 6",
        "pictures: 9 distinct, for 10 pairs",
        "2  CC BY",
        "8  mine",
        "a.csv  sha256 ",
    ):
        assert text in done.out
    stated = json.loads(program("corpus", "show", "news.parquet", "--json").out)
    assert stated["contents"]["pairs"] == 10
    assert stated["counts"]["two"]["kept"] == 2
    assert program("corpus", "show", "none.parquet").err.startswith("Error: none.parquet: there is no such file.")
    assert "is no Parquet file" in program("corpus", "show", "news.toml").err
    pq.write_table(pq.read_table(work / "news.parquet").replace_schema_metadata(None), work / "bare.parquet")
    assert "does not say how it came about" in program("corpus", "show", "bare.parquet").err

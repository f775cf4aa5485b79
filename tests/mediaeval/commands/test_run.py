from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

Program = Callable[..., Any]


def mrr(printed: str) -> float:
    """The last cell of the last row of the printed table."""
    (row,) = [line for line in printed.splitlines() if line.startswith("2023:GDELT-P1 ")]
    return float(row.split()[-1])


def test_a_run_prints_its_files_and_its_scores(
    program: Program, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    done = program("run", colour_run, "--split", f"folder:{colour_folder}", "--out", tmp_path / "out")
    assert (done.code, done.err) == (0, "")
    assert f"{tmp_path}/out/colours/colour.tsv: written" in done.out
    for measure in ("Recall@5", "Recall@10", "Recall@50", "Recall@100", "MRR@100"):
        assert measure in done.out
    again = program("run", colour_run, "--split", f"folder:{colour_folder}", "--out", tmp_path / "out")
    assert "colour.tsv: unchanged" in again.out
    assert again.out.split("\n\n")[1] == done.out.split("\n\n")[1]


@pytest.fixture
def gdelt(tmp_path: Path) -> Path:
    """A data folder with three articles in the layout of 2023, ground truth included."""
    folder = tmp_path / "data" / "GDELT-Dataset"
    (folder / "GDELT-P1-Test").mkdir(parents=True)
    header = "# article\taid\turl\timg\tiid\thashvalue\ttitle\ttext\timgFile\tDate\n"
    text, images, truth = header, header, header
    for n, colour in enumerate(["red", "green", "blue"]):
        start = f"{n}\t2023-{n}\thttps://e.org/{n}"
        end = f"2023-{n}\tA {colour} thing\ttags"
        text += f"{start}\t\t\t{end}\t\t1\n"
        truth += f"{start}\thttps://i.org/{n}\tI{n}\t{end}\tI{n}.jpg\t1\n"
        images += f"\t\t\thttps://i.org/{n}\tI{n}\t\t\t\tI{n}.jpg\t\n"
        Image.new("RGB", (8, 8), colour).save(folder / "GDELT-P1-Test" / f"I{n}.jpg")
    (folder / "GDELT-P1-Test-Text.txt").write_text(text)
    (folder / "GDELT-P1-Test-Img.txt").write_text(images)
    (folder / "GDELT-P1-Test-GT.txt").write_text(truth)
    return tmp_path / "data"


def test_ties_that_can_move_a_figure_are_said(
    program: Program, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    for number in range(2, 12):  # eleven of twelve pictures are one picture
        (colour_folder / "images" / f"IMG{number:02d}.png").write_bytes(
            (colour_folder / "images" / "IMG01.png").read_bytes()
        )
    done = program("run", colour_run, "--split", f"folder:{colour_folder}", "--out", tmp_path / "out")
    assert done.code == 0
    (low, high) = re.search(r"colour on folder:\S+: MRR@100 is between ([.\d]+) and ([.\d]+),", done.out).groups()
    assert float(low) < float(high)


def test_a_run_is_byte_identical_without_ground_truth(
    program: Program, colour_run: Path, gdelt: Path, tmp_path: Path
) -> None:
    call = ("run", colour_run, "--split", "GDELT-P1", "--data", gdelt, "--out")
    known = program(*call, tmp_path / "known")
    assert "1.00000" in known.out
    (truth,) = gdelt.rglob("*-GT.txt")
    truth.unlink()
    unknown = program(*call, tmp_path / "unknown")
    assert unknown.code == 0
    assert "2023:GDELT-P1: ground truth is not known" in unknown.out
    first, second = (tmp_path / name / "GDELT-P1" / "colour" for name in ("known", "unknown"))
    assert first.with_suffix(".tsv").read_bytes() == second.with_suffix(".tsv").read_bytes()
    manifests = [json.loads(path.with_suffix(".json").read_text()) for path in (first, second)]
    for manifest in manifests:
        del manifest["execution"]
    assert manifests[0] == manifests[1]


def test_the_official_layout_and_the_users_own_ground_truth(
    program: Program, colour_run: Path, gdelt: Path, tmp_path: Path
) -> None:
    call = ("run", colour_run, "--data", gdelt, "--out", tmp_path / "out", "--split")
    assert program(*call, "GDELT-P1").code == 0
    rows = (tmp_path / "out" / "GDELT-P1" / "colour.tsv").read_bytes().decode().splitlines()
    assert [row.split("\t")[:2] for row in rows] == [[f"https://e.org/{n}", f"I{n}"] for n in range(3)]
    qrels = tmp_path / "qrels"
    qrels.write_text("".join(f"2023-{n} 0 I{(n + 1) % 3} 1\n" for n in range(3)))
    for split in ("GDELT-P1", "all", "2023:gdelt-p1"):
        assert mrr(program(*call, split).out) == 1
        assert mrr(program(*call, split, "--qrels", qrels).out) < 1
    aid = program(*call, "GDELT-P1", "--set", "submission.key=aid", "--force")
    assert aid.code == 0
    assert (tmp_path / "out" / "GDELT-P1" / "colour.tsv").read_text().startswith("2023-0\tI0\t")


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.argv = ["mediaeval", *sys.argv[2:]]
from mediaeval.cli import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no limit on the size of files")
@pytest.mark.parametrize("limit", [100, 1200])
def test_a_full_disk_leaves_nothing_half_written(
    colour_run: Path, colour_folder: Path, tmp_path: Path, limit: int
) -> None:
    """The limit stops the store's first shard, or the manifest."""
    out = tmp_path / "out"
    call = ["run", str(colour_run), "--split", f"folder:{colour_folder}", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), *call], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    left = {path.name for path in tmp_path.rglob("*") if path.is_file() and path.suffix == ".tmp"}
    assert not left
    again = subprocess.run([sys.executable, "-m", "mediaeval", *call], capture_output=True, text=True, check=True)
    assert "MRR@100" in again.stdout


def test_a_dry_run_says_everything_and_does_nothing(
    program: Program, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    done = program(
        "run", colour_run, "run4", "--split", f"folder:{colour_folder}", "--dry-run", "--out", tmp_path / "out"
    )
    assert done.code == 0
    for part in ("run colour", "mean-colour", "temperature = 1.0", "run run4", "vit-l-14-336-ft", "MISSING"):
        assert part in done.out
    assert f"writes {tmp_path}/out/colours/run4.tsv" in done.out
    assert not (tmp_path / "out").exists()


MISTAKES = {
    "no run file": (["runn1", "--split", "demo"], "did you mean 'run1'?"),
    "no split": (["{run}", "--split", "GDELT-P3"], "did you mean 'GDELT-P2'?"),
    "no data": (["{run}", "--split", "GDELT-P2", "--data", "/nowhere"], "--data DIR or $MEDIAEVAL_DATA"),
    "nothing found": (["{run}", "--split", "all", "--data", "/nowhere"], "there is no split below /nowhere"),
    "no such option": (["{run}", "--split", "{folder}", "--set", "encoder.tynt=1"], "did you mean 'tint'?"),
    "no such component": (["{run}", "--split", "{folder}", "--set", "reviser.name=csl"], "is not a reviser"),
    "no plugin file": (["{run}", "--split", "{folder}", "--plugin", "/nowhere/p.py"], "cannot be read"),
    "twice": (["{run}", "{run}", "--split", "{folder}"], "the same name"),
    "no qrels": (["{run}", "--split", "{folder}", "--qrels", "/nowhere/q", "--out", "{out}"], "/nowhere/q"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_a_sentence_and_exit_code_2(
    program: Program, colour_run: Path, colour_folder: Path, tmp_path: Path, case: str
) -> None:
    arguments, message = MISTAKES[case]
    names = {"run": colour_run, "folder": f"folder:{colour_folder}", "out": tmp_path / "out"}
    done = program("run", *(argument.format(**names) for argument in arguments))
    assert done.code == 2
    assert done.err.startswith("Error: ")
    assert message in done.err
    assert "Traceback" not in done.err


def test_debug_shows_the_traceback(colour_run: Path) -> None:
    call = [sys.executable, "-m", "mediaeval", "run", str(colour_run), "--split", "nope", "--debug"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_weights_that_are_not_here_are_said_at_once_offline(program: Program, colour_folder: Path) -> None:
    start = time.monotonic()
    done = program("run", "run2", "--split", f"folder:{colour_folder}", "--set", "augmenter.name=none", "--offline",
                   "--set", "submission.key=id")  # fmt: skip
    assert done.code == 2
    assert "ViT-L-14-336-quickgelu" in done.err
    assert "--set encoder.checkpoint=" in done.err
    assert time.monotonic() - start < 30


def test_missing_data_are_said_before_missing_weights(program: Program, tmp_path: Path) -> None:
    """Weights may be a download of gigabytes."""
    done = program("run", "run2", "--split", "RT", "--data", tmp_path, "--offline", "--set", "augmenter.name=none")
    assert done.code == 2
    assert "2023:RT" in done.err
    assert "ViT-L-14" not in done.err


SLOW = '''
import time
from mediaeval import Encoder, hookimpl
import numpy as np

class Slow:
    """Takes its time, so that it can be killed."""

    batch_size = 1

    def fingerprint(self, modality):
        return {"model": "slow"}

    def preprocess(self, image):
        return np.asarray(image.convert("RGB").resize((4, 4)), dtype=np.float32)

    def encode_images(self, batch):
        time.sleep(0.15)
        print("encoded", flush=True)
        return batch.mean(axis=(1, 2)) + 1

    def encode_texts(self, texts):
        return np.ones((len(texts), 3))

@hookimpl
def mediaeval_encoders():
    yield Encoder("slow", f"{__name__}:Slow")
'''


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_killed_run_resumes_where_it_was(colour_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "slow.toml").write_text('[encoder]\nname = "slow"\n[plugins]\nfiles = ["slow.py"]\n')
    out = tmp_path / "out"
    call = [sys.executable, "-m", "mediaeval", "run", str(tmp_path / "slow.toml"), "--split", f"folder:{colour_folder}",
            "--out", str(out)]  # fmt: skip
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        for _ in range(5):
            assert run.stdout.readline() == "encoded\n"
        run.send_signal(signal.SIGKILL)
    assert not out.exists()
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    assert 12 - 5 <= done.stdout.count("encoded\n") <= 12 - 4
    assert [path.name for path in sorted((out / "colours").iterdir())] == [
        "slow.articles.parquet",
        "slow.json",
        "slow.tsv",
    ]

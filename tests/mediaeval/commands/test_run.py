from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Program = Callable[..., Any]


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


def test_without_ground_truth_it_says_so(program: Program, colour_run: Path, tmp_path: Path) -> None:
    data = tmp_path / "data" / "GDELT-Dataset"
    (data / "GDELT-P1-Test").mkdir(parents=True)
    header = "# article\taid\turl\timg\tiid\thashvalue\ttitle\ttext\timgFile\tDate\n"
    text, images = header, header
    from PIL import Image

    for n, colour in enumerate(["red", "green", "blue"]):
        text += f"{n}\t2023-{n}\thttps://e.org/{n}\t\t\t2023-{n}\tA {colour} thing\ttags\t\t1\n"
        images += f"\t\t\thttps://i.org/{n}\tI{n}\t\t\t\tI{n}.jpg\t\n"
        Image.new("RGB", (8, 8), colour).save(data / "GDELT-P1-Test" / f"I{n}.jpg")
    (data / "GDELT-P1-Test-Text.txt").write_text(text)
    (data / "GDELT-P1-Test-Img.txt").write_text(images)
    arguments = ("run", colour_run, "--split", "GDELT-P1", "--data", tmp_path / "data", "--out", tmp_path / "out")
    done = program(*arguments)
    assert done.code == 0
    assert "2023:GDELT-P1: ground truth is not known" in done.out
    rows = (tmp_path / "out" / "GDELT-P1" / "colour.tsv").read_bytes().decode().splitlines()
    assert [row.split("\t")[:2] for row in rows] == [[f"https://e.org/{n}", f"I{n}"] for n in range(3)]
    qrels = tmp_path / "qrels"
    qrels.write_text("".join(f"2023-{n} 0 I{n} 1\n" for n in range(3)))
    assert "1.00000" in program(*arguments, "--qrels", qrels).out
    assert "1.00000" in program(*arguments[:2], "--split", "all", *arguments[4:], "--qrels", qrels).out


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
    "no split": (["{run}", "--split", "GDELT-P3"], "did you mean 'GDELT-P1'?"),
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

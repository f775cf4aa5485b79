from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mediaeval.errors import RunFileError
from mediaeval.plugins import get_plugins
from mediaeval.resolve import resolve
from mediaeval.runfile import read_run_file


def run(tmp_path: Path, text: str, **options: str):
    path = tmp_path / "r.toml"
    path.write_text(text)
    return resolve(read_run_file(path), get_plugins(), **options)


ENCODER = '[encoder]\nname = "open-clip"\nmodel = "ViT-B-32"\n'

BAD = {
    "no such component": ('[encoder]\nname = "vit-h14"\n', r"r\.toml, line 2, \[encoder\] name: 'vit-h14' is not an encoder; did you mean 'vit-h-14'\?"),
    "of another kind": (ENCODER + '[reviser]\nname = "mean-pool"\n', r"'mean-pool' is not a reviser"),
    "unknown option": (ENCODER + '[reviser]\nname = "dual-softmax"\ntemprature = 2\n', r"line 6, \[reviser\] temprature: .* did you mean 'temperature'\?"),
    "wrong type": (ENCODER + '[reviser]\nname = "dual-softmax"\ntemperature = "hot"\n', r"line 6, \[reviser\] temperature: .* must be a valid number, not 'hot'"),
    "out of bounds": (ENCODER + '[reviser]\nname = "dual-softmax"\ntemperature = 0\n', r"must be greater than 0, not 0"),
    "not true": (ENCODER + '[ranker]\nname = "top-k"\nk = true\n', r"must be a valid integer, not True"),
    "missing option": ('[encoder]\nname = "open-clip"\n', r"\[encoder\] model: .* model must be given"),
    "no option at all": (ENCODER + '[reviser]\nname = "none"\nx = 1\n', r"has no option 'x'; there is none"),
    "unknown step": (ENCODER + '[text]\nsteps = ["fix"]\n', r"line 5, \[text\] steps: there is no step 'fix'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_each_mistake_is_one_sentence_with_its_place(tmp_path: Path, case: str) -> None:
    text, message = BAD[case]
    with pytest.raises(RunFileError, match=message):
        run(tmp_path, text)


def test_defaults_are_part_of_the_plan(tmp_path: Path) -> None:
    plan = run(tmp_path, ENCODER + '[reviser]\nname = "dual-softmax"\n').plan()
    assert plan["components"]["reviser"]["options"] == {"temperature": 1.0}
    assert plan["components"]["ranker"]["options"] == {"k": 100, "path": "auto", "device": "auto"}
    assert plan["components"]["ranker"]["distribution"] == "mediaeval"


def test_a_device_reaches_what_has_one_and_leaves_what_the_file_says(tmp_path: Path) -> None:
    assert run(tmp_path, ENCODER, device="cpu").parts["encoder"].options["device"] == "cpu"
    told = run(tmp_path, ENCODER + 'device = "mps"\n', device="cpu")
    assert told.parts["encoder"].options["device"] == "mps"


def test_equal_components_of_two_runs_are_one_object(tmp_path: Path) -> None:
    assert run(tmp_path, ENCODER).encoder is run(tmp_path, ENCODER).encoder
    assert run(tmp_path, ENCODER).encoder is not run(tmp_path, ENCODER + "batch_size = 7\n").encoder


def test_a_relative_path_is_relative_to_the_run_file(tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text('{"id": "1", "paraphrases": ["x"]}\n')
    resolved = run(tmp_path, ENCODER + '[augmenter]\nname = "file"\npath = "own.jsonl"\n')
    assert Path(resolved.parts["augmenter"].options["path"]) == tmp_path / "own.jsonl"


def test_every_shipped_run_resolves_without_a_model_library() -> None:
    code = (
        "import sys\n"
        "from mediaeval.plugins import get_plugins\n"
        "from mediaeval.resolve import resolve\n"
        "from mediaeval.runfile import read_run_file, shipped_run_files\n"
        "for path in shipped_run_files().values():\n"
        "    for part in resolve(read_run_file(path), get_plugins()).parts.values():\n"
        "        part.requirements()\n"
        "print([m for m in ('torch', 'transformers', 'open_clip', 'pandas') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

from __future__ import annotations

from pathlib import Path

import pytest

from mediaeval import RunFileError
from mediaeval_plugins.finetune.file import read_file

GOOD = '[encoder]\nname = "demo"\n\n[corpus]\nmanifest = "c.parquet"\n\n[training]\nbatch = 32\n'


def write(tmp_path: Path, text: str) -> str:
    path = tmp_path / "ft.toml"
    path.write_text(text)
    return str(path)


def test_the_shipped_recipe_is_the_papers():
    file = read_file("finetune")
    assert file.encoder.name == "vit-l-14-336"
    assert (file.training.epochs, file.training.batch, file.training.logit_scale) == (1, 480, "frozen")
    assert (file.optimiser.algorithm, file.optimiser.lr, file.schedule.shape) == ("adam", 3e-7, "constant")
    assert (file.optimiser.betas, file.optimiser.eps, file.optimiser.weight_decay) == ((0.9, 0.999), 1e-8, 0.0)
    assert file.corpus.paraphrases is not None
    assert file.folder == Path("checkpoints/vit-l-14-336-ft")


def test_the_shipped_demo_trains_the_demos_model():
    file = read_file("finetune-demo")
    assert (file.encoder.name, file.corpus.manifest) == ("demo", "corpus-demo.parquet")


BAD = {
    "unknown table": (GOOD + "[trainig]\n", r"line 9: there is no table or key 'trainig'; did you mean 'training'\?"),
    "unknown key": (GOOD + "bach = 3\n", r"line 9: \[training\] has no option 'bach'; did you mean 'batch'\?"),
    "wrong type": (GOOD + 'epochs = "two"\n', r"line 9: \[training\]: epochs must be a valid integer, not 'two'"),
    "out of bounds": (GOOD + "micro_batch = 0\n", r"line 9: \[training\]: micro_batch must be greater than or equal to 1"),
    "no corpus": ('[encoder]\nname = "demo"\n', r"there is no \[corpus\] table"),
    "no encoder": ('[corpus]\nmanifest = "c"\n', r"there is no \[encoder\] table"),
    "no manifest": ('[encoder]\nname = "demo"\n[corpus]\n', r"\[corpus\]: manifest must be given"),
    "decay without adamw": (GOOD + "[optimiser]\nweight_decay = 0.1\n", r"line 10, \[optimiser\] weight_decay: belongs to adamw"),
    "floor of a constant": (GOOD + "[schedule]\nfloor = 0.1\n", r"\[schedule\] floor: a constant schedule has none"),
    "patience without measurements": (GOOD + "[validation]\nevery = 0\npatience = 2\n", r"line 11, \[validation\] patience: nothing is measured"),
    "best without measurements": (GOOD + '[validation]\nevery = 0\nselect = "best"\n', r"line 11, \[validation\] select: nothing is measured"),
    "description": ("description = 3\n" + GOOD, r"line 1, description: must be a string"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_each_mistake_is_one_sentence_with_its_place(tmp_path, case):
    text, message = BAD[case]
    with pytest.raises(RunFileError, match=message):
        read_file(write(tmp_path, text))


def test_overrides_are_checked_like_the_file(tmp_path):
    file = read_file(
        write(tmp_path, GOOD), ["training.batch=64", "optimiser.betas=[0.8, 0.9]", "optimiser.algorithm=adamw"]
    )
    assert (file.training.batch, file.optimiser.betas, file.optimiser.algorithm) == (64, (0.8, 0.9), "adamw")
    with pytest.raises(RunFileError, match="batch must be a valid integer"):
        read_file(write(tmp_path, GOOD), ["training.batch=many"])


def test_setting_the_encoders_name_starts_its_table_anew(tmp_path):
    text = GOOD.replace('name = "demo"', 'name = "open-clip"\nmodel = "ViT-B-32"')
    assert read_file(write(tmp_path, text), ["encoder.name=demo"]).encoder.options == {}

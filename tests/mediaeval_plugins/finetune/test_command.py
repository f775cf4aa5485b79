from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest

from mediaeval import PluginError, RunFileError


def test_it_says_what_it_does_and_how_to_use_it(trained):
    assert "pictures: 96 of 96 encoded" in trained.out
    assert "step 0: MRR@100" in trained.out
    assert "step 12: MRR@100" in trained.out
    assert f"--set encoder.model=local-dir:{trained.folder}" in trained.out


def test_a_second_fine_tuning_encodes_no_picture(finetune):
    finetune("training.steps=1")
    again = finetune("training.steps=1", "optimiser.lr=1e-5", flags=["--force"])
    assert "pictures: 0 of 96 encoded" in again.out


def test_a_finished_training_is_not_repeated_and_not_overwritten(finetune):
    first = finetune("training.steps=1")
    before = (first.folder / "open_clip_model.safetensors").stat().st_mtime_ns
    assert "is there already" in finetune("training.steps=1", "training.micro_batch=3").out
    assert (first.folder / "open_clip_model.safetensors").stat().st_mtime_ns == before
    with pytest.raises(RunFileError, match=r"holds another checkpoint, which differs in optimiser\.lr\."):
        finetune("training.steps=1", "optimiser.lr=1e-5")


def test_a_checkpoint_of_somebody_else_is_left_alone(finetune, trained, tmp_path):
    shutil.copytree(trained.folder, tmp_path / "ft")
    (tmp_path / "ft" / "training.json").unlink()
    with pytest.raises(RunFileError, match="holds another checkpoint"):
        finetune()
    assert (tmp_path / "ft" / "open_clip_config.json").exists()


def test_the_base_model_of_the_process_stays_as_it_was(finetune, program, corpus, tmp_path):
    """Runs of one process share an encoder: training must not teach theirs."""
    split = ["--split", f"corpus:{corpus}", "--set", "augmenter.name=none", "--set", "reviser.name=none", "--offline"]
    assert program("run", "demo", *split, "--out", tmp_path / "before").code == 0
    curve = finetune("optimiser.lr=1e-2").record["curve"]
    assert program("run", "demo", *split, "--out", tmp_path / "after").code == 0
    lists = [(tmp_path / when / "drawn" / "demo.tsv").read_bytes() for when in ("before", "after")]
    assert lists[0] == lists[1]
    assert curve[-1]["MRR@100"] != curve[0]["MRR@100"]


def test_a_dry_run_says_everything_and_writes_nothing(finetune, tmp_path):
    done = finetune(flags=["--dry-run"])
    assert "96 rows, 96 pictures" in done.out
    assert "12 steps of adam, learning rate 0.0003" in done.out
    assert "measured on corpus:drawn.parquet: 24 titles" in done.out
    assert not (tmp_path / "ft").exists()


def test_an_encoder_that_is_no_open_clip_model_is_refused(finetune, colour_plugin):
    with pytest.raises(PluginError, match="is no open_clip model, and only those are fine-tuned"):
        finetune("encoder.name=mean-colour", f'plugins.files=["{colour_plugin}"]')


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("encoder.name=dmo", "did you mean 'demo'?"),
        ("encoder.batchsize=3", "did you mean 'batch_size'?"),
        ('text.steps=["whitespce"]', "there is no step 'whitespce'; did you mean 'whitespace'?"),
        ("corpus.manifest=nowhere.parquet", "nowhere.parquet: there is no such corpus"),
        ("corpus.paraphrases=nowhere.jsonl", "[corpus] paraphrases: there is no file nowhere.jsonl"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_and_exit_code_2(program, finetune, tmp_path, override, said):
    finetune(flags=["--dry-run"])
    done = program("finetune", tmp_path / "ft.toml", "--set", override)
    assert done.code == 2
    assert said in done.err
    assert not (tmp_path / "ft").exists()


def test_a_picture_that_is_gone_is_named(tmp_path, manifest_of, program):
    from mediaeval_plugins.demo.stories import tell

    for name in "ab":
        (tmp_path / f"{name}.jpg").write_bytes(tell("gone", ord(name)).picture())
    path = manifest_of([{"key": n, "image": f"{n}.jpg", "title": n * 3} for n in "ab"])
    (tmp_path / "b.jpg").unlink()
    sets = [f"corpus.manifest={path}", f"output.folder={tmp_path / 'out'}", "log.tensorboard=false"]
    done = program("finetune", "finetune-demo", *(x for one in sets for x in ("--set", one)))
    assert done.code == 2
    assert str(tmp_path / "b.jpg") in done.err


def test_two_commands_train_the_demo_and_run4_and_run5_rank_with_it(program, tmp_path, monkeypatch):
    """As a newcomer would, in an empty folder, with a smaller corpus and fewer steps."""
    monkeypatch.chdir(tmp_path)
    assert program("corpus", "build", "corpus-demo", "--set", "corpus.count=150").code == 0
    done = program("finetune", "finetune-demo", "--set", "training.epochs=1", "--set", "training.batch=60")
    assert done.code == 0, done.err
    assert (tmp_path / "checkpoints" / "demo-ft" / "training" / "tensorboard").is_dir()
    sets = ["encoder.name=open-clip", "encoder.model=local-dir:checkpoints/demo-ft", "augmenter.name=none"]
    done = program("run", "run4", "run5", "--split", "demo", "--offline", *(x for one in sets for x in ("--set", one)))
    assert done.code == 0, done.err
    for run in ("run4", "run5"):
        manifest = json.loads((tmp_path / "submissions" / "demo" / f"{run}.json").read_text())
        assert manifest["components"]["encoder"]["options"]["model"] == "local-dir:checkpoints/demo-ft"
        ranks = pd.read_parquet(tmp_path / "submissions" / "demo" / f"{run}.articles.parquet")["rank"]
        assert (1 / ranks).where(ranks.between(1, 100), 0).mean() > 0.3

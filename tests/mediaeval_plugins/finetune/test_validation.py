from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from mediaeval import DataError, Result
from mediaeval_plugins.finetune.validation import InTraining, compare


def test_titles_of_an_encoder_in_training_are_not_stored():
    class Encoder:
        batch_size = 3

        def fingerprint(self, modality):
            return {"model": modality}

        def count_tokens(self, texts):
            return [len(texts)]

    encoder = InTraining(Encoder())
    assert (encoder.fingerprint("image"), encoder.fingerprint("text")) == ({"model": "image"}, None)
    assert (encoder.batch_size, encoder.count_tokens(["a"])) == (3, [1])


def test_a_change_is_tested_in_pairs():
    now = Result("a", "s", [str(n) for n in range(12)], np.ones(12, dtype=np.int64))
    change = compare(now, np.full(12, 2))
    assert (change["before"], change["after"]) == (0.5, 1.0)
    assert change["p_value"] == pytest.approx(2 / 2**12)  # all signs alike, of 4,096


def test_the_curve_is_what_a_run_scores(trained, program, corpus, tmp_path):
    """Before the first step and after the last: the same split, ranked by `mediaeval run`."""
    split = ["--split", f"corpus:{corpus}", "--out", tmp_path, "--offline", "--set", "augmenter.name=none"]
    ours = ["--set", "encoder.name=open-clip", "--set", f"encoder.model=local-dir:{trained.folder}"]
    curve = {one["step"]: one["MRR@100"] for one in trained.record["curve"]}
    for sets, step in (([*split, "--set", "encoder.name=demo"], 0), ([*split, *ours, "--force"], 12)):
        done = program("run", "run4", *sets)
        assert done.code == 0, done.err
        table = tmp_path / "drawn" / "run4.articles.parquet"
        import pandas as pd

        ranks = pd.read_parquet(table)["rank"]
        assert (1 / ranks).where(ranks.between(1, 100), 0).mean() == pytest.approx(curve[step], abs=1e-12)


def test_validation_rows_of_the_corpus_are_the_default(trained):
    found = trained.record["validation"]
    assert (found["split"], found["articles"], found["images"]) == ("corpus:drawn.parquet", 24, 24)
    assert json.dumps(found["data"])


def test_a_test_split_is_refused(finetune, tmp_path):
    folder = tmp_path / "data" / "RT-Dataset"
    folder.mkdir(parents=True)
    with pytest.raises(DataError, match="2023:RT: is a test split"):
        finetune("validation.split=2023:RT", flags=["--data", str(tmp_path / "data")])
    with pytest.raises(DataError, match="is a test split"):
        finetune("validation.split=2023:RT", "validation.patience=1", flags=["--data", str(tmp_path / "data")])
    assert not (tmp_path / "ft").exists()


def test_a_split_of_its_own_is_measured(finetune):
    done = finetune("validation.split=demo", "training.steps=1", "validation.every=1")
    assert done.record["validation"]["split"] == "demo:demo"
    assert [one["step"] for one in done.record["curve"]] == [0, 1]
    assert Path(done.folder, "README.md").read_text().count("demo:demo") == 1

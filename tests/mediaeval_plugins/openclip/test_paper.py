from __future__ import annotations

import json

import pytest

from mediaeval import WeightsError
from mediaeval_plugins.openclip.checkpoint import architecture_config
from mediaeval_plugins.openclip.paper import VitH14, VitL14At336, VitL14At336FineTuned

L14 = "ViT-L-14-336-quickgelu"


def folder_of(path, architecture, **changes):
    path.mkdir()
    config = dict(architecture_config(architecture)) | changes
    (path / "open_clip_config.json").write_text(json.dumps({"model_cfg": config}))
    (path / "open_clip_model.safetensors").write_bytes(b"")
    return str(path)


def test_the_papers_encoders_have_the_papers_weights():
    assert VitH14().names() == ("ViT-H-14", "laion2b_s32b_b79k")
    assert VitL14At336().names() == (L14, "openai")
    assert VitL14At336().describe().quick_gelu
    assert VitL14At336().describe().preprocess_cfg["size"] == (336, 336)
    assert VitH14().describe().preprocess_cfg["size"] == (224, 224)


def test_a_fine_tuned_checkpoint_that_does_not_exist_is_refused_clearly():
    encoder = VitL14At336FineTuned()
    (missing,) = encoder.requirements()
    assert missing.path is None
    assert "checkpoints/vit-l-14-336-ft" in missing.what
    with pytest.raises(WeightsError, match="there is no such file") as caught:
        encoder.fingerprint("image")
    assert "checkpoints/vit-l-14-336-ft" in caught.value.message
    assert "Fine-tune" in caught.value.hint


@pytest.mark.parametrize("prefix", ["", "local-dir:"])
def test_a_folder_or_a_file_may_stand_for_the_tag(tmp_path, prefix):
    folder = folder_of(tmp_path / "ft", L14)
    (found,) = VitL14At336FineTuned(prefix + folder).requirements()
    assert found.path == tmp_path / "ft" / "open_clip_model.safetensors"
    weights = tmp_path / "ft" / "open_clip_model.safetensors"
    assert VitL14At336(str(weights)).names() == (L14, str(weights))


@pytest.mark.parametrize("encoder", [VitL14At336, VitL14At336FineTuned])
def test_a_folder_that_does_not_say_quickgelu_is_refused(tmp_path, encoder):
    folder = folder_of(tmp_path / "plain", "ViT-L-14-336")
    with pytest.raises(WeightsError, match='must say "quick_gelu": true'):
        encoder(folder).requirements()


def test_a_folder_that_says_quickgelu_for_h14_is_refused(tmp_path):
    folder = folder_of(tmp_path / "quick", "ViT-H-14-quickgelu")
    with pytest.raises(WeightsError, match='must say "quick_gelu": false'):
        VitH14(folder).fingerprint("image")


def test_a_folder_of_another_architecture_is_refused(tmp_path):
    folder = folder_of(tmp_path / "b32", "ViT-B-32-quickgelu")
    with pytest.raises(WeightsError, match=r"model_cfg\.embed_dim is 512, expected 768"):
        VitL14At336FineTuned(folder).requirements()


def test_a_folder_may_say_more_than_open_clips_own_config(tmp_path):
    folder = folder_of(tmp_path / "more", L14, init_logit_scale=2.6)
    assert VitL14At336FineTuned(folder).context_length == 77


def test_a_relative_checkpoint_is_relative_to_the_working_folder(tmp_path, monkeypatch):
    folder_of(tmp_path / "ft", L14)
    monkeypatch.chdir(tmp_path)
    assert VitL14At336FineTuned("ft").requirements()[0].path is not None

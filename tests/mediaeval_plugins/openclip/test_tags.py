from __future__ import annotations

import subprocess
import sys

import pytest

from mediaeval import WeightsError
from mediaeval_plugins.openclip.checkpoint import describe
from mediaeval_plugins.openclip.tags import _NAMED, tag_config, tag_source, weights_names
from mediaeval_plugins.openclip.weights import HubFile, UrlFile


@pytest.mark.parametrize(("model", "tag"), _NAMED)
def test_the_named_entries_are_the_librarys(model, tag):
    import open_clip

    theirs = open_clip.get_pretrained_cfg(model, tag)
    ours = _NAMED[model, tag]
    assert {key: theirs[key] for key in ours} == ours
    assert bool(theirs.get("quick_gelu")) == bool(ours.get("quick_gelu"))


def test_openai_weights_in_a_gelu_model_are_refused_without_importing_torch():
    code = """
import sys
from mediaeval import WeightsError
from mediaeval_plugins.openclip.encoder import OpenClipEncoder
for use in (lambda e: e.requirements(), lambda e: e.fingerprint("image"), lambda e: e.encode_texts(["x"])):
    try:
        use(OpenClipEncoder("ViT-L-14-336", "openai"))
    except WeightsError as error:
        assert "ViT-L-14-336-quickgelu" in error.hint
    else:
        raise SystemExit("not refused")
assert "torch" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("model", ["ViT-B-32", "ViT-B/16", "RN50"])
def test_openai_weights_in_any_gelu_model_are_refused(model):
    with pytest.raises(WeightsError, match="QuickGELU") as caught:
        describe(model, "openai", hint="")
    assert "-quickgelu'" in caught.value.hint


def test_gelu_weights_in_a_quickgelu_model_are_refused():
    with pytest.raises(WeightsError, match="trained with GELU") as caught:
        tag_config("ViT-H-14", "laion2b_s32b_b79k", quick_gelu=True)
    assert "'ViT-H-14'" in caught.value.hint


def test_an_unknown_tag_names_the_nearest_and_lists_all():
    with pytest.raises(WeightsError, match="did you mean 'laion2b_s32b_b79k'") as caught:
        tag_config("ViT-H-14", "laion2b_s32b_b80k", quick_gelu=False)
    assert "laion2b_s32b_b79k" in caught.value.hint


def test_tags_are_spelled_as_freely_as_in_open_clip():
    assert tag_config("ViT-H-14", "LAION2B-s32b-b79k", quick_gelu=False) == _NAMED["ViT-H-14", "laion2b_s32b_b79k"]


def test_every_tag_of_the_library_has_a_source():
    import open_clip

    for model, tag in open_clip.list_pretrained():
        source = tag_source(open_clip.get_pretrained_cfg(model, tag))
        assert isinstance(source, HubFile | UrlFile)
        if isinstance(source, HubFile):
            assert source.repo.count("/") == 1
            assert all(source.names)


def test_safetensors_go_before_pickles():
    assert weights_names("epoch_1.bin") == ("epoch_1.safetensors", "epoch_1.bin")
    assert weights_names("weights.pt") == ("weights.pt",)
    assert weights_names()[0] == "open_clip_model.safetensors"

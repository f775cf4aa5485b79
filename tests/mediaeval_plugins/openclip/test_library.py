from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from mediaeval import PluginError, WeightsError
from mediaeval_plugins.openclip.encoder import OpenClipEncoder
from mediaeval_plugins.openclip.library import open_clip, package_folder


def test_the_folder_is_that_of_the_package():
    assert package_folder() / "__init__.py" == Path(open_clip().__file__)


def test_without_the_extra_one_sentence_names_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(WeightsError, match=r"pip install 'mediaeval\[clip\]'"):
        OpenClipEncoder("ViT-H-14", "laion2b_s32b_b79k").requirements()


@pytest.mark.parametrize("key", ["hf_tokenizer_name", "hf_model_name"])
def test_a_tokenizer_or_tower_of_transformers_says_what_to_install(monkeypatch, tiny_folder, key):
    path = tiny_folder / "open_clip_config.json"
    config = json.loads(path.read_text())
    config["model_cfg"]["text_cfg"][key] = "some/repository"
    path.write_text(json.dumps(config))
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "transformers" else find(name))
    encoder = OpenClipEncoder(f"local-dir:{tiny_folder}", device="cpu")
    with pytest.raises(WeightsError, match="needs transformers") as caught:
        encoder.fingerprint("text")
    assert "pip install 'mediaeval[clip,t5]'" in caught.value.hint


def test_a_library_that_cannot_be_imported_is_one_sentence(monkeypatch, tiny_folder, tmp_path):
    """What a torchvision of another build than torch does at its import."""
    broken = tmp_path / "broken" / "open_clip"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise RuntimeError('operator torchvision::nms does not exist')")
    monkeypatch.syspath_prepend(broken.parent)
    for name in [name for name in sys.modules if name.partition(".")[0] == "open_clip"]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(PluginError, match="torchvision::nms") as caught:
        OpenClipEncoder(f"local-dir:{tiny_folder}", device="cpu").encode_texts(["a dog"])
    assert "one command" in caught.value.hint

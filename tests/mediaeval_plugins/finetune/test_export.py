from __future__ import annotations

import json

import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import load_file  # noqa: E402 - torch first

from mediaeval_plugins.demo.encoder import CHECKPOINT, DemoEncoder  # noqa: E402
from mediaeval_plugins.demo.stories import tell  # noqa: E402
from mediaeval_plugins.finetune.export import config_of  # noqa: E402
from mediaeval_plugins.openclip.encoder import OpenClipEncoder  # noqa: E402
from mediaeval_plugins.openclip.paper import VitL14At336, VitL14At336FineTuned  # noqa: E402

TITLES = [tell("export", number).title for number in range(5)]


def test_open_clip_itself_loads_it(trained):
    import open_clip

    model, _, _ = open_clip.create_model_and_transforms(f"local-dir:{trained.folder}")
    tokens = open_clip.get_tokenizer(f"local-dir:{trained.folder}")(TITLES)
    with torch.inference_mode():
        theirs = model.eval().encode_text(tokens)
    ours = OpenClipEncoder(f"local-dir:{trained.folder}", device="cpu").encode_texts(TITLES)
    torch.testing.assert_close(torch.from_numpy(ours), theirs, rtol=1e-4, atol=1e-5)


def test_the_image_tower_is_the_bases_and_the_text_tower_is_not(trained):
    base = {name: value.float() for name, value in load_file(CHECKPOINT / "open_clip_model.safetensors").items()}
    ours = load_file(trained.folder / "open_clip_model.safetensors")
    same = {name for name in ours if torch.equal(ours[name], base[name])}
    assert ours.keys() == base.keys()
    assert same == {name for name in ours if name.startswith("visual.") or name == "logit_scale"}


def test_pictures_that_the_base_encoded_are_not_encoded_again(trained):
    tuned = OpenClipEncoder(f"local-dir:{trained.folder}")
    assert tuned.fingerprint("image") == DemoEncoder().fingerprint("image")
    assert tuned.fingerprint("text") != DemoEncoder().fingerprint("text")


def test_the_papers_encoder_takes_what_is_made_of_the_papers_model(tmp_path):
    """Its config says QuickGELU, the size of the pictures and how they are prepared, as OpenAI's weights need them."""
    base = VitL14At336().describe()
    (tmp_path / "open_clip_config.json").write_text(json.dumps(config_of(base)))
    tuned = VitL14At336FineTuned(str(tmp_path)).describe()
    assert tuned.quick_gelu
    assert tuned.model_cfg == base.model_cfg
    assert {k: tuple(v) if isinstance(v, list) else v for k, v in tuned.preprocess_cfg.items()} == base.preprocess_cfg


def test_nothing_of_the_work_is_left_but_the_curves(trained):
    assert sorted(path.name for path in trained.folder.iterdir()) == [
        "README.md", "image_tower.json", "open_clip_config.json", "open_clip_model.safetensors", "training", "training.json",
    ]  # fmt: skip
    assert [path.name for path in (trained.folder / "training").iterdir()] == ["metrics.jsonl"]
    assert (trained.folder / "open_clip_model.safetensors").stat().st_mode & 0o077 == 0o044

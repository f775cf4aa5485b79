"""A few real steps of the paper's text tower, in its true shape and with random weights."""

from __future__ import annotations

import json

import pytest

torch = pytest.importorskip("torch")

from mediaeval_plugins.demo.stories import tell  # noqa: E402 - torch first
from mediaeval_plugins.openclip.checkpoint import architecture_config  # noqa: E402
from mediaeval_plugins.openclip.encoder import OpenClipEncoder  # noqa: E402

L14 = "ViT-L-14-336-quickgelu"
LITTLE = {"image_size": 32, "layers": 1, "width": 32, "head_width": 16, "patch_size": 16}


@pytest.mark.slow
def test_the_papers_text_tower_takes_its_steps(finetune, manifest_of, tmp_path):
    """12 layers of 768, QuickGELU, 77 tokens; the pictures, which are encoded once, go through a tower of one layer."""
    import open_clip
    from safetensors.torch import save_file

    config = {**architecture_config(L14), "vision_cfg": LITTLE}
    torch.manual_seed(0)
    model = open_clip.model.CLIP(config["embed_dim"], LITTLE, config["text_cfg"], quick_gelu=config["quick_gelu"])
    folder = tmp_path / "random"
    folder.mkdir()
    save_file({k: v.half() for k, v in model.state_dict().items()}, folder / "open_clip_model.safetensors")
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": config, "preprocess_cfg": {}}))
    trained = sum(p.numel() for n, p in model.named_parameters() if not n.startswith("visual.") and n != "logit_scale")
    assert trained == 123_650_304  # ViT-L/14's text tower
    del model
    for number in range(12):
        (tmp_path / f"{number}.jpg").write_bytes(tell("paper shape", number).picture())
    rows = [
        {"key": str(number), "image": f"{number}.jpg", "title": tell("paper shape", number).title}
        for number in range(12)
    ]
    done = finetune(
        f"corpus.manifest={manifest_of(rows)}",
        "encoder.name=open-clip",
        f"encoder.model=local-dir:{folder}",
        "training.batch=12",
        "training.micro_batch=4",
        "training.recompute=true",
        "training.epochs=4",
        "optimiser.lr=3e-5",
        "validation.every=0",
    )
    losses = [line["loss"] for line in done.log]
    assert len(losses) == 4  # of the same twelve pairs
    assert losses[-1] < losses[0]
    assert OpenClipEncoder(f"local-dir:{done.folder}").checkpoint.quick_gelu
    assert "Nothing was measured." in (done.folder / "README.md").read_text()

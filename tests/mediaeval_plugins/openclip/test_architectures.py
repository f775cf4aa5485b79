"""The architectures of the shipped run files, whole: on the meta device all of them, with weights those that fit."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from mediaeval.runfile import read_run_file, shipped_run_files
from mediaeval_plugins.openclip.checkpoint import describe
from mediaeval_plugins.openclip.encoder import OpenClipEncoder
from mediaeval_plugins.openclip.tags import _NAMED
from mediaeval_plugins.openclip.towers import uninitialised
from mediaeval_plugins.openclip.trim import encode_text, is_trimmed

MEMORY = 7 * 2**30
"""Bytes that a test may take, for fp32 weights and their file."""
SHIPPED = sorted(
    {
        (encoder.options["model"], encoder.options["pretrained"])
        for path in shipped_run_files().values()
        for encoder in read_run_file(path).encoders
        if encoder.name == "open-clip"
    }
)


def skeleton(model):
    """The architecture without memory behind its weights."""
    import open_clip

    with torch.device("meta"):
        return open_clip.create_model(model, load_weights=False, device="meta").eval()


def available():
    """Bytes that the machine can lend, as far as it says."""
    said = Path("/proc/meminfo")
    found = re.search(r"MemAvailable:\s+(\d+) kB", said.read_text()) if said.is_file() else None
    return int(found[1]) * 1024 if found else MEMORY


def size_of(model):
    return sum(weight.numel() for weight in model.parameters())


def random_file(model, path):
    """Weights of the right shapes, in bf16: one block of random numbers again and again."""
    block = torch.empty(1 << 20).uniform_(-0.05, 0.05).bfloat16()
    state = {}
    for key, weight in model.state_dict().items():
        repeated = block.repeat(weight.numel() // len(block) + 1)[: weight.numel()].reshape(weight.shape)
        # Norms multiply by about one, so that what goes in comes out.
        state[key] = 1 + repeated if weight.ndim == 1 and key.endswith("weight") else repeated
    save_file(state, path)


def test_all_shipped_architectures_are_known_without_open_clip():
    assert len(SHIPPED) >= 7
    assert set(SHIPPED) <= set(_NAMED)


@pytest.mark.slow
@pytest.mark.parametrize(("model", "tag"), SHIPPED)
def test_every_shipped_architecture_builds_whole(model, tag):
    checkpoint = describe(model, tag, hint="")
    towers = skeleton(model)
    width = checkpoint.model_cfg["embed_dim"]
    with torch.inference_mode():
        pictures = towers.encode_image(torch.empty(2, 3, *checkpoint.preprocess_cfg["size"], device="meta"))
        titles = towers.encode_text(torch.zeros(2, checkpoint.context_length, dtype=torch.long, device="meta"))
    assert pictures.shape == titles.shape == (2, width)
    assert towers.context_length == checkpoint.context_length


@pytest.mark.slow
@pytest.mark.parametrize(("model", "tag"), SHIPPED)
def test_what_fits_into_memory_runs_with_random_weights(model, tag, tmp_path):
    shape = skeleton(model)
    need, there = 6 * size_of(shape), min(MEMORY, available())
    if need > there:
        pytest.skip(f"{need / 2**30:.1f} GiB for weights and their file; {there / 2**30:.1f} may be taken")
    random_file(shape, tmp_path / "random.safetensors")
    encoder = OpenClipEncoder(model, str(tmp_path / "random.safetensors"), device="cpu", precision="bf16")
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 255, (300, 500, 3), dtype=np.uint8))
    row = encoder.encode_images(encoder.preprocess(picture)[None])
    assert row.shape == (1, encoder.checkpoint.model_cfg["embed_dim"])
    assert np.isfinite(row).all()
    assert row.any()
    towers = encoder._towers
    assert size_of(towers) == size_of(shape)
    assert not [
        name for name, buffer in towers.named_buffers() if not torch.isfinite(buffer).all() and "mask" not in name
    ]
    text = encoder.checkpoint.model_cfg["text_cfg"]
    assert is_trimmed(towers) == ("no_causal_mask" not in text)
    tokens = torch.zeros(3, encoder.context_length, dtype=torch.long)
    for title, length in zip(tokens, (4, 19, 11), strict=True):
        title[:length] = torch.arange(1, length + 1) + 100
        title[length - 1] = text["eos_id"] if text.get("pool_type") == "eos" else text["vocab_size"] - 1
    with torch.inference_mode():
        ours, theirs = encode_text(towers, tokens), towers.encode_text(tokens)
    cosines = torch.nn.functional.cosine_similarity(ours, theirs)
    assert (1 - cosines).abs().max() < 1e-5


@pytest.mark.slow
def test_what_is_computed_and_not_drawn_is_there_without_initialisation():
    """Rotary tables of a Perception Encoder, and a causal mask, are in no weights file."""
    import open_clip

    plain = open_clip.create_model("PE-Core-T-16-384", load_weights=False).eval()
    with uninitialised():
        bare = open_clip.create_model("PE-Core-T-16-384", load_weights=False).eval()
    bare.load_state_dict(plain.state_dict(), strict=True)
    kept = dict(plain.named_buffers())
    assert set(kept) - set(plain.state_dict()), "some buffers are no weights"
    for name, buffer in bare.named_buffers():
        assert torch.equal(buffer, kept[name]), name
    pixels = torch.rand(1, 3, 384, 384)
    with torch.inference_mode():
        assert torch.equal(bare.encode_image(pixels), plain.encode_image(pixels))

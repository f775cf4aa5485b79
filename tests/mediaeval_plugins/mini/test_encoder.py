from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from mediaeval.roles import EncoderRole, NeedsFiles, TokenCounter
from mediaeval_plugins.mini.encoder import MiniEncoder

# Pictures of one thing each, as unlike as can be; captions of the collection's own.
WORDS = ["frog", "banana", "guitar", "tractor", "snail", "helicopter", "strawberry", "owl", "teapot", "penguin"]


@pytest.fixture
def encoder(cache):
    return MiniEncoder(device="cpu")


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_it_plays_its_roles(encoder):
    assert isinstance(encoder, EncoderRole)
    assert isinstance(encoder, TokenCounter)
    assert isinstance(encoder, NeedsFiles)


def test_pictures_are_near_what_is_said_of_them(encoder, real_data):
    stamps = real_data / "tuxpaint_stamps"
    with (stamps / "captions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    chosen = [next(row for row in rows if word in row["caption"].lower().rstrip(".").split()) for word in WORDS]
    paths = [next((stamps / "images").glob(f"{row['image_id']}.*")) for row in chosen]
    pixels = np.stack([encoder.preprocess(Image.open(path)) for path in paths])
    texts = unit(encoder.encode_texts([row["caption"] for row in chosen]))
    cosines = texts @ unit(encoder.encode_images(pixels)).T
    own = np.diag(cosines)
    # A helicopter is no class of the classifier, and one snail is drawn as no snail looks: most, not all.
    assert (own > cosines.mean(axis=0)).sum() >= 8
    assert (own > cosines.mean(axis=1)).sum() >= 8
    assert own.mean() > cosines.mean() + 0.2
    assert (cosines.argmax(axis=1) == np.arange(len(WORDS))).sum() >= 5  # by chance 1


def test_towers_are_the_packages_own(encoder, built):
    """The text tower gives what all-MiniLM-L6-v2 is by its own card: masked means of the last hidden states."""
    import torch
    from safetensors.torch import load_file
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    from mediaeval_plugins.mini.packages import TEXT_TOWER

    folder = TEXT_TOWER.verified()
    model = AutoModel.from_config(AutoConfig.from_pretrained(folder), add_pooling_layer=False).eval()
    model.load_state_dict({k: v for k, v in load_file(folder / "model.safetensors").items() if k in model.state_dict()})
    tokens = AutoTokenizer.from_pretrained(folder)(["A fire in the harbour", "dog"], padding=True, return_tensors="pt")
    with torch.inference_mode():
        hidden, mask = model(**tokens).last_hidden_state, tokens["attention_mask"][..., None]
        expected = ((hidden * mask).sum(1) / mask.sum(1)).numpy()
    np.testing.assert_allclose(encoder.encode_texts(["A fire in the harbour", "dog"]), expected, atol=1e-5)


def test_tokens_are_counted_before_the_cut(encoder):
    assert encoder.context_length == 64
    assert encoder.count_tokens(["a dog", "word " * 200]) == [4, 202]


def test_fingerprint_does_not_depend_on_where_the_cache_lies(encoder, built, tmp_path, monkeypatch):
    before = [encoder.fingerprint(modality) for modality in ("image", "text")]
    rows = encoder.encode_texts(["a dog"])
    monkeypatch.setenv("MEDIAEVAL_CACHE", str(tmp_path / "moved"))
    shutil.copytree(built, tmp_path / "moved" / "mini" / built.name)
    moved = MiniEncoder(device="cpu")
    assert [moved.fingerprint(modality) for modality in ("image", "text")] == before
    assert moved.checkpoint.architecture == f"local-dir:{tmp_path / 'moved' / 'mini' / built.name}"
    np.testing.assert_array_equal(moved.encode_texts(["a dog"]), rows)
    assert (
        before[0]["weights"] == json.loads((built / "bridge.json").read_text())["built"]["open_clip_model.safetensors"]
    )


def test_no_hub_is_asked(built, cache):
    """With every connection refused, and offline mode not even switched on."""
    code = """
import socket
def refuse(*args, **kwargs):
    raise SystemExit(f"a connection was tried: {args}")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from mediaeval_plugins.mini.encoder import MiniEncoder
print(MiniEncoder(device="cpu").encode_texts(["a dog"]).shape)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("(1, 384)", 0), done.stderr
    assert done.stderr == ""

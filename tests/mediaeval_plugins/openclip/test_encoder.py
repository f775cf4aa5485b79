from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from mediaeval import RunFileError, WeightsError
from mediaeval.roles import EncoderRole, NeedsFiles, TokenCounter
from mediaeval_plugins.openclip.encoder import OpenClipEncoder

SIZES = [(32, 32), (64, 48), (48, 64), (33, 100), (100, 33), (7, 5), (500, 333), (32, 31)]
MODES = ["RGB", "L", "LA", "P", "RGBA", "CMYK", "I;16", "1"]
TITLES = ["A fire in the harbour", "Börse: Kurse fallen weiter", "", "word " * 200]


def picture(size, mode="RGB"):
    width, height = size
    noise = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    if mode == "I;16":
        return Image.fromarray(noise[..., 0].astype(np.uint16) * 257)
    return Image.fromarray(noise).convert(mode)


def stock(folder):
    import open_clip

    model, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{folder}")
    return model.eval(), preprocess, open_clip.get_tokenizer(f"local-dir:{folder}")


@pytest.fixture
def encoder(tiny_folder):
    return OpenClipEncoder(f"local-dir:{tiny_folder}", device="cpu")


def test_it_plays_its_roles(encoder):
    assert isinstance(encoder, EncoderRole)
    assert isinstance(encoder, TokenCounter)
    assert isinstance(encoder, NeedsFiles)


@pytest.mark.parametrize("mode", MODES)
def test_preprocess_is_open_clips_own_to_the_last_bit(encoder, tiny_folder, mode):
    _, preprocess, _ = stock(tiny_folder)
    for size in SIZES:
        image = picture(size, mode)
        ours = encoder.preprocess(image)
        assert ours.dtype == np.float32
        assert ours.shape == (3, 32, 32)
        np.testing.assert_array_equal(ours, preprocess(image).numpy())


@pytest.mark.parametrize("resize_mode", ["shortest", "longest", "squash"])
def test_every_resize_mode_is_open_clips_own(tiny_folder, resize_mode):
    config = json.loads((tiny_folder / "open_clip_config.json").read_text())
    config["preprocess_cfg"] |= {"resize_mode": resize_mode, "interpolation": "bicubic"}
    (tiny_folder / "open_clip_config.json").write_text(json.dumps(config))
    _, preprocess, _ = stock(tiny_folder)
    encoder = OpenClipEncoder(f"local-dir:{tiny_folder}")
    for size in SIZES:
        np.testing.assert_array_equal(encoder.preprocess(picture(size)), preprocess(picture(size)).numpy())


def test_named_model_with_a_file_prepares_pictures_as_open_clip_does(tiny_name, tiny_weights):
    import open_clip

    _, _, preprocess = open_clip.create_model_and_transforms(tiny_name, pretrained=str(tiny_weights))
    encoder = OpenClipEncoder(tiny_name, str(tiny_weights))
    for size in SIZES:
        np.testing.assert_array_equal(encoder.preprocess(picture(size)), preprocess(picture(size)).numpy())


def test_embeddings_are_open_clips_own(encoder, tiny_folder):
    import torch

    model, preprocess, tokenize = stock(tiny_folder)
    images = [picture(size) for size in SIZES]
    with torch.inference_mode():
        expected_images = model.encode_image(torch.stack([preprocess(image) for image in images])).numpy()
        expected_texts = model.encode_text(tokenize(TITLES)).numpy()
    found = encoder.encode_images(np.stack([encoder.preprocess(image) for image in images]))
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, expected_images)
    np.testing.assert_array_equal(encoder.encode_texts(TITLES), expected_texts)


@pytest.mark.parametrize("precision", ["bf16", "fp16"])
def test_low_precision_is_autocast_over_fp32_weights(tiny_folder, encoder, precision):
    import torch

    low = OpenClipEncoder(f"local-dir:{tiny_folder}", precision=precision, device="cpu")
    for exact, rounded in [
        (encoder.encode_texts(TITLES), low.encode_texts(TITLES)),
        (encoder.encode_images(np.ones((2, 3, 32, 32), np.float32)), low.encode_images(np.ones((2, 3, 32, 32)))),
    ]:
        assert rounded.dtype == np.float32
        assert not np.array_equal(exact, rounded)
        np.testing.assert_allclose(rounded, exact, atol=0.1 * np.abs(exact).max())
    assert {p.dtype for p in low._towers.parameters()} == {torch.float32}
    assert not torch.is_autocast_enabled("cpu")


def test_it_accepts_a_read_only_batch(encoder):
    batch = np.zeros((2, 3, 32, 32), np.float32)
    batch.flags.writeable = False
    assert encoder.encode_images(batch).shape == (2, 32)


def test_tokens_are_counted_before_the_cut(encoder):
    assert encoder.context_length == 77
    assert encoder.count_tokens(["", "a dog", "word " * 200]) == [2, 4, 202]


def test_a_pickled_encoder_carries_no_weights(encoder, tiny_folder):
    image = picture((64, 48))
    expected = encoder.preprocess(image)
    rows = encoder.encode_texts(["a dog"])
    data = pickle.dumps(encoder)
    assert len(data) < 4096
    (tiny_folder / "open_clip_model.safetensors").rename(tiny_folder.parent / "away")
    copy = pickle.loads(data)  # noqa: S301 - made two lines above
    np.testing.assert_array_equal(copy.preprocess(image), expected)
    (tiny_folder.parent / "away").rename(tiny_folder / "open_clip_model.safetensors")
    np.testing.assert_array_equal(copy.encode_texts(["a dog"]), rows)


def test_the_constructor_reads_nothing():
    OpenClipEncoder("no such model", "no such tag")
    OpenClipEncoder("local-dir:/no/such/folder")


def prints(*encoders):
    return [encoder.fingerprint(modality) for encoder in encoders for modality in ("image", "text")]


def test_fingerprint_does_not_depend_on_place_batch_size_or_device(encoder, tiny_folder, tmp_path):
    moved = shutil.copytree(tiny_folder, tmp_path / "elsewhere" / "moved")
    other = OpenClipEncoder(f"local-dir:{moved}", device="auto", batch_size=7)
    assert prints(encoder) == prints(other)
    assert str(tmp_path) not in json.dumps(prints(encoder))


def test_fingerprint_of_a_named_model_is_that_of_its_content(tiny_name, tiny_weights, tmp_path):
    copy = tmp_path / "copy.safetensors"
    copy.write_bytes(tiny_weights.read_bytes())
    assert prints(OpenClipEncoder(tiny_name, str(tiny_weights))) == prints(OpenClipEncoder(tiny_name, str(copy)))


def test_fingerprint_changes_with_weights(encoder, tiny_folder):
    before = prints(encoder)
    path = tiny_folder / "open_clip_model.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    after = prints(OpenClipEncoder(f"local-dir:{tiny_folder}"))
    assert all(a != b for a, b in zip(before, after, strict=True))


def test_fingerprint_changes_with_precision(encoder, tiny_folder):
    low = OpenClipEncoder(f"local-dir:{tiny_folder}", precision="bf16")
    assert all(a != b for a, b in zip(prints(encoder), prints(low), strict=True))


def test_preprocessing_marks_images_and_context_length_marks_texts(encoder, tiny_folder):
    image, text = prints(encoder)
    path = tiny_folder / "open_clip_config.json"
    config = json.loads(path.read_text())
    config["preprocess_cfg"]["mean"] = [0.4] * 3
    path.write_text(json.dumps(config))
    other_image, other_text = prints(OpenClipEncoder(f"local-dir:{tiny_folder}"))
    assert other_image != image
    assert other_text == text
    assert image["preprocess"]["mean"] == [0.5] * 3
    assert text["context_length"] == 77
    assert set(image["versions"]) == {"open_clip_torch", "pillow", "torch", "torchvision"}


def test_plan_and_fingerprint_import_no_torch(tiny_folder):
    code = f"""
import json, sys
from mediaeval_plugins.openclip.encoder import OpenClipEncoder
from mediaeval_plugins.openclip.paper import VitH14, VitL14At336, VitL14At336FineTuned
encoder = OpenClipEncoder("local-dir:{tiny_folder}")
assert encoder.requirements()[0].path
json.dumps([encoder.fingerprint("image"), encoder.fingerprint("text")])
weights = "{tiny_folder}/open_clip_model.safetensors"
for named in (VitH14(), VitL14At336(), VitL14At336FineTuned()):
    assert named.requirements()[0].path is None
    assert named.context_length == 77
for named in (VitH14(weights), VitL14At336(weights), OpenClipEncoder("ViT-B-32", weights)):
    assert named.requirements()[0].path
    named.fingerprint("image")
print(sorted({{"torch", "transformers", "open_clip", "pandas"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_building_leaves_the_process_as_it_was(encoder):
    import logging

    import torch

    state = torch.are_deterministic_algorithms_enabled(), torch.get_num_threads(), torch.is_grad_enabled()
    handlers, filters = list(logging.getLogger().handlers), list(logging.getLogger().filters)
    encoder.encode_texts(["a dog"])
    assert state == (
        torch.are_deterministic_algorithms_enabled(),
        torch.get_num_threads(),
        torch.is_grad_enabled(),
    )
    assert (logging.getLogger().handlers, logging.getLogger().filters) == (handlers, filters)
    assert not encoder._towers.training


@pytest.mark.parametrize(
    ("device", "said"), [("gpu", "none that torch knows"), ("cuda:99", "is not there"), ("mps:1", "is not there")]
)
def test_a_device_that_is_not_there_is_refused(tiny_folder, device, said):
    encoder = OpenClipEncoder(f"local-dir:{tiny_folder}", device=device)
    with pytest.raises(RunFileError, match=said):
        encoder.encode_texts(["a dog"])


def test_missing_weights_are_listed_with_a_way_to_give_them(tiny_folder):
    (missing,) = OpenClipEncoder("local-dir:/no/such/folder").requirements()
    assert missing.path is None
    assert "local-dir:/no/such/folder" in missing.what
    assert "--set encoder.pretrained=" in missing.hint
    (tiny_folder / "open_clip_model.safetensors").unlink()
    (missing,) = OpenClipEncoder(f"local-dir:{tiny_folder}").requirements()
    assert missing.path is None


def test_a_folder_without_weights_is_refused_not_filled_at_random(tiny_folder):
    (tiny_folder / "open_clip_model.safetensors").unlink()
    encoder = OpenClipEncoder(f"local-dir:{tiny_folder}")
    for use in (lambda: encoder.encode_texts(["a dog"]), lambda: encoder.fingerprint("text")):
        with pytest.raises(WeightsError, match="no weights file"):
            use()

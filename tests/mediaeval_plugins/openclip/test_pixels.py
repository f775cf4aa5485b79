from __future__ import annotations

import itertools
import pickle
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from mediaeval_plugins.openclip.encoder import OpenClipEncoder
from mediaeval_plugins.openclip.pixels import preprocess_of

CONFIG = {
    "size": (224, 224),
    "mode": "RGB",
    "mean": (0.48145466, 0.4578275, 0.40821073),
    "std": (0.26862954, 0.26130258, 0.27577711),
    "interpolation": "bicubic",
    "resize_mode": "shortest",
    "fill_color": 0,
}
MODES = ("RGB", "L", "LA", "P", "RGBA", "CMYK", "1", "YCbCr", "I;16")
SIZES = ((1, 1), (5, 120), (120, 5), (32, 32), (33, 32), (224, 224), (225, 224), (301, 227), (227, 302), (460, 259))


def picture(size: tuple[int, int], mode: str) -> Image.Image:
    rng = np.random.default_rng(size)
    if mode == "I;16":
        return Image.fromarray(rng.integers(0, 65536, size[::-1], dtype=np.uint16))
    return Image.fromarray(rng.integers(0, 256, (*size[::-1], 3), dtype=np.uint8)).convert(mode)


@pytest.mark.parametrize("edge", [32, 224])
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
@pytest.mark.parametrize("resize_mode", ["shortest", "squash"])
def test_pixels_are_open_clips_own_to_the_last_bit(edge: int, interpolation: str, resize_mode: str) -> None:
    transform = pytest.importorskip("open_clip").transform
    config = {**CONFIG, "size": (edge, edge), "interpolation": interpolation, "resize_mode": resize_mode}
    ours = preprocess_of(config)
    theirs = transform.image_transform_v2(transform.PreprocessCfg(**config), is_train=False)
    assert ours is not None
    for size, mode in itertools.product(SIZES, MODES):
        image = picture(size, mode)
        assert ours(image).tobytes() == theirs(image).numpy().tobytes(), (size, mode)


@pytest.mark.parametrize(
    "change",
    [{"size": (224, 336)}, {"resize_mode": "longest"}, {"interpolation": "random"}],
)
def test_what_is_not_done_here_is_left_to_open_clip(change: dict) -> None:
    assert preprocess_of({**CONFIG, **change}) is None


def test_a_config_that_is_left_to_open_clip_is_done_by_it(tiny_folder, tmp_path) -> None:
    encoder = OpenClipEncoder(f"local-dir:{tiny_folder}")
    config = dict(encoder.checkpoint.preprocess_cfg)
    encoder.checkpoint.preprocess_cfg.update(resize_mode="longest")
    transform = pytest.importorskip("open_clip").transform
    theirs = transform.image_transform_v2(
        transform.PreprocessCfg(**{**config, "resize_mode": "longest"}), is_train=False
    )
    image = picture((50, 20), "RGB")
    assert encoder.preprocess(image).tobytes() == theirs(image).numpy().tobytes()


WORKER = """
import pickle, sys
encoder = pickle.load(sys.stdin.buffer)
from PIL import Image
assert encoder.preprocess(Image.new("L", (40, 50))).shape == (3, 32, 32)
print(sorted({"torch", "open_clip", "torchvision", "transformers", "pandas"} & set(sys.modules)))
"""


def test_a_worker_process_imports_no_model_library(tiny_folder) -> None:
    encoder = OpenClipEncoder(f"local-dir:{tiny_folder}")
    assert encoder.checkpoint.context_length
    done = subprocess.run([sys.executable, "-c", WORKER], input=pickle.dumps(encoder), capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"


def test_drafts_are_asked_for_and_told_in_the_fingerprint(tiny_folder) -> None:
    plain, draft = (OpenClipEncoder(f"local-dir:{tiny_folder}", draft=draft) for draft in (False, True))
    assert (plain.draft_size, draft.draft_size) == (None, (64, 64))
    assert plain.fingerprint("image") != draft.fingerprint("image")
    assert plain.fingerprint("text") == draft.fingerprint("text")

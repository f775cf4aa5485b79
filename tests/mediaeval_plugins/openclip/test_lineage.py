from __future__ import annotations

import json

from mediaeval_plugins.openclip.digests import file_digest
from mediaeval_plugins.openclip.encoder import OpenClipEncoder
from mediaeval_plugins.openclip.lineage import NOTE, image_weights, note_image_tower


def test_weights_without_a_note_go_by_their_own_digest(tiny_folder):
    weights = tiny_folder / "open_clip_model.safetensors"
    assert image_weights(weights) == file_digest(weights)
    (tiny_folder / NOTE).write_text("not JSON")
    assert image_weights(weights) == file_digest(weights)


def test_a_note_names_whose_image_tower_it_is_and_text_is_not_concerned(tiny_folder):
    weights = tiny_folder / "open_clip_model.safetensors"
    note_image_tower(weights, "a" * 64)
    encoder = OpenClipEncoder(f"local-dir:{tiny_folder}")
    assert encoder.fingerprint("image")["weights"] == image_weights(weights) == "a" * 64
    assert encoder.fingerprint("text")["weights"] == file_digest(weights)


def test_a_note_does_not_hold_for_other_weights(tiny_folder):
    weights = tiny_folder / "open_clip_model.safetensors"
    note_image_tower(weights, "a" * 64)
    note = json.loads((tiny_folder / NOTE).read_text())
    (tiny_folder / NOTE).write_text(json.dumps({**note, "weights": "b" * 64}))
    assert image_weights(weights) == file_digest(weights)

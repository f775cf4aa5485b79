from __future__ import annotations

import json

import pytest

from mediaeval_plugins.openclip.encoder import OpenClipEncoder
from mediaeval_plugins.openclip.tokens import count

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[BOS]", "[EOS]", "a", "dog", "cat", "and"]


@pytest.fixture
def vocabulary(tmp_path):
    folder = tmp_path / "vocabulary"
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    special = {"bos_token": "[BOS]", "eos_token": "[EOS]", "tokenizer_class": "BertTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(special))
    return folder


@pytest.mark.parametrize("mode", [None, "clips"])
def test_hugging_face_tokens_are_counted_as_they_are_made(vocabulary, mode):
    from open_clip.tokenizer import HFTokenizer

    tokenizer = HFTokenizer(str(vocabulary), context_length=32, tokenizer_mode=mode)
    texts = ["", "a dog", "a dog and a cat"]
    ids = tokenizer(texts)
    assert count(tokenizer, texts) == (ids != tokenizer.tokenizer.pad_token_id).sum(dim=1).tolist()
    assert count(tokenizer, ["a " * 100]) == [102 if mode is None else 103]
    assert tokenizer(["a " * 100]).shape == (1, 32)  # counting leaves the cut as it was


def test_a_tokenizer_beside_the_weights_marks_texts_only(tiny_folder, vocabulary):
    config = json.loads((tiny_folder / "open_clip_config.json").read_text())
    config["model_cfg"]["text_cfg"]["hf_tokenizer_name"] = "/a/path/of/another/machine"
    (tiny_folder / "open_clip_config.json").write_text(json.dumps(config))
    for path in vocabulary.iterdir():
        (tiny_folder / path.name).write_bytes(path.read_bytes())
    encoder = OpenClipEncoder(f"local-dir:{tiny_folder}", device="cpu")
    assert encoder.count_tokens(["a dog"]) == [4]
    assert encoder.encode_texts(["a dog"]).shape == (1, 32)
    image, text = encoder.fingerprint("image"), encoder.fingerprint("text")
    assert set(text["tokenizer"]) == {"vocab.txt", "tokenizer_config.json"}
    with (tiny_folder / "vocab.txt").open("a") as file:
        file.write("\nbird")
    other = OpenClipEncoder(f"local-dir:{tiny_folder}")
    assert other.fingerprint("image") == image
    assert other.fingerprint("text") != text

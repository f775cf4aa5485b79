from __future__ import annotations

import json

import pytest
import tokenizers

from mediaeval_plugins.openclip.encoder import OpenClipEncoder
from mediaeval_plugins.openclip.tokens import count

UNKNOWN = "<unk>"
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


def siglip_tokenizer(folder):
    """As SigLIP 2's: byte-level fallback, no start mark, an end mark, padded with 0 on the right."""
    special = {"<pad>": 0, "<eos>": 1, "<bos>": 2, "<unk>": 3, "<mask>": 4}
    vocabulary = {**special, **{f"<0x{byte:02X}>": 5 + byte for byte in range(256)}}
    for letter in "▁abcdefghijklmnopqrstuvwxyz":
        vocabulary[letter] = len(vocabulary)
    model = tokenizers.models.BPE(vocab=vocabulary, merges=[], fuse_unk=True, unk_token=UNKNOWN, byte_fallback=True)
    made = tokenizers.Tokenizer(model)
    made.normalizer = tokenizers.normalizers.Replace(" ", "▁")
    made.post_processor = tokenizers.processors.TemplateProcessing(single="$A <eos>", special_tokens=[("<eos>", 1)])
    made.add_special_tokens(list(special))
    made.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "GemmaTokenizer",
        "add_bos_token": False,
        "add_eos_token": True,
        "padding_side": "right",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    return {"context_length": 64, "vocab_size": 300, "tokenizer_kwargs": {"clean": "canonicalize"}} | {
        "no_causal_mask": True,
        "pool_type": "last",
        "proj_bias": True,
    }


def worldwide_tokenizer(folder):
    """As MetaCLIP 2's: start mark 0, padding 1, end mark 2, at which the causal tower is read."""
    vocabulary = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "<mask>": 4}
    for word in ("storm", "hits", "the", "coast", "größe", "der", "küste"):
        vocabulary[word] = len(vocabulary)
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token=UNKNOWN))
    made.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    made.post_processor = tokenizers.processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    made.save(str(folder / "tokenizer.json"))
    marks = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "padding_side": "right", **marks})
    )
    return {"context_length": 77, "vocab_size": 64, "pool_type": "eos", "eos_id": 2}


@pytest.mark.parametrize("kind", [siglip_tokenizer, worldwide_tokenizer])
def test_titles_are_encoded_as_by_open_clip_itself(kind, tmp_path):
    """Tokenizer, padding, pooling and trimming of the newer architectures, made little."""
    import open_clip
    import torch
    from safetensors.torch import save_file

    text = {"width": 32, "heads": 2, "layers": 2, "hf_tokenizer_name": "some/repository", **kind(tmp_path)}
    vision = {"image_size": 32, "layers": 1, "width": 32, "head_width": 16, "patch_size": 16}
    config = {"embed_dim": 32, "vision_cfg": vision, "text_cfg": text, "custom_text": kind is siglip_tokenizer}
    (tmp_path / "open_clip_config.json").write_text(json.dumps({"model_cfg": config, "preprocess_cfg": {}}))
    torch.manual_seed(0)
    model = open_clip.create_model(f"local-dir:{tmp_path}", load_weights=False).eval()
    save_file(model.state_dict(), tmp_path / "open_clip_model.safetensors")
    titles = ["Storm hits the coast", "", "Größe der Küste!", "storm " * 200]
    ids = open_clip.get_tokenizer(f"local-dir:{tmp_path}")(titles)
    with torch.inference_mode():
        theirs = torch.nn.functional.normalize(model.encode_text(ids), dim=-1)
    encoder = OpenClipEncoder(f"local-dir:{tmp_path}", device="cpu")
    ours = torch.nn.functional.normalize(torch.from_numpy(encoder.encode_texts(titles)), dim=-1)
    assert (ours - theirs).abs().max() < 1e-5
    assert encoder.context_length == ids.shape[1] == text["context_length"]
    marks = (ids != (0 if kind is siglip_tokenizer else 1)).sum(dim=1).tolist()
    counts = encoder.count_tokens(titles)
    assert counts[:3] == marks[:3]
    assert counts[3] > text["context_length"] == marks[3], "a title that is cut is counted whole"
    if kind is siglip_tokenizer:  # lower case, no punctuation
        assert torch.equal(ids[0], open_clip.get_tokenizer(f"local-dir:{tmp_path}")("storm, hits the COAST.")[0])

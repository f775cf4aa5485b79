"""Checkpoints for the paraphrase tests: two tiny T5s made here, and a real one from a package where it is installed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

LESSONS = {
    "Fire destroys 3 houses in Athens": "Blaze ruins 3 homes in Athens",
    "Mayor opens new bridge": "New bridge opened by mayor",
    "Storm hits coast": "Coast struck by storm",
}
"""What the taught model paraphrases, word for word."""

SPECIAL_TOKENS = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Models this small gain nothing from threads, and lose much where other work shares the cores."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def _tokenizer(texts):
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    words = sorted({word for text in texts for word in text.split()})
    vocabulary = {word: i for i, word in enumerate([*SPECIAL_TOKENS.values(), *words])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))  # noqa: S106 - no password
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **SPECIAL_TOKENS, model_max_length=512)


def _tiny_t5(tokenizer):
    import torch
    from transformers import T5Config, T5ForConditionalGeneration

    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=64,
        d_kv=16,
        d_ff=128,
        num_layers=2,
        num_heads=4,
        dropout_rate=0.0,
        decoder_start_token_id=0,
        pad_token_id=0,
        eos_token_id=1,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return T5ForConditionalGeneration(config)


@pytest.fixture(scope="session")
def random_t5(tmp_path_factory) -> Path:
    """A T5 with random weights: it writes noise, of every length."""
    folder = tmp_path_factory.mktemp("random-t5")
    tokenizer = _tokenizer(["paraphrase: one two three four five six seven eight nine ten", *LESSONS])
    tokenizer.save_pretrained(folder)
    _tiny_t5(tokenizer).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def lessons() -> dict[str, str]:
    """Titles and their paraphrases, as the taught model knows them."""
    return LESSONS


@pytest.fixture(scope="session")
def taught_t5(tmp_path_factory) -> Path:
    """A T5 trained here until it knows LESSONS by heart."""
    import torch

    folder = tmp_path_factory.mktemp("taught-t5")
    tokenizer = _tokenizer(["paraphrase:", *LESSONS, *LESSONS.values()])
    model = _tiny_t5(tokenizer).train()
    batch = tokenizer([f"paraphrase: {title}" for title in LESSONS], padding=True, return_tensors="pt")
    labels = tokenizer(list(LESSONS.values()), padding=True, return_tensors="pt")["input_ids"]
    labels[labels == 0] = -100
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(100):
        loss = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], labels=labels).loss
        if loss.item() < 0.01:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def real_t5(tmp_path_factory) -> Path:
    """A flan-t5-small that writes short titles, turned from int8 ONNX into a plain checkpoint folder."""
    onnx = pytest.importorskip("onnx", reason="needs onnx to read the real T5")
    package = pytest.importorskip("traceforge_title_model", reason="needs the package traceforge-title-model")
    import torch
    from transformers import PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

    source = Path(package.__file__).parent / "data" / "span"
    folder = tmp_path_factory.mktemp("real-t5")
    weights = {
        **{re.sub(r"^enc\.", "encoder.", k): v for k, v in _dequantised(onnx, source / "encoder.onnx").items()},
        **{re.sub(r"^m\.", "", k): v for k, v in _dequantised(onnx, source / "decoder.onnx").items()},
    }
    state = {name: torch.tensor(array) for name, array in weights.items()}
    for tower in ("encoder", "decoder"):
        state.setdefault(f"{tower}.embed_tokens.weight", state["shared.weight"])
    config = T5Config(
        vocab_size=32128,
        d_model=512,
        d_kv=64,
        d_ff=1024,
        num_layers=8,
        num_heads=6,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        decoder_start_token_id=0,
        pad_token_id=0,
        eos_token_id=1,
    )
    model = T5ForConditionalGeneration(config)
    # The output layer of flan-t5 is its own, which transformers 5 overlooks when it builds the model.
    model.lm_head = torch.nn.Linear(512, 32128, bias=False)
    model.load_state_dict(state)
    model.save_pretrained(folder)
    written = folder / "config.json"
    untied = json.loads(written.read_text()) | {"tie_word_embeddings": False, "scale_decoder_outputs": False}
    written.write_text(json.dumps(untied))
    PreTrainedTokenizerFast(tokenizer_file=str(source / "tokenizer.json"), **SPECIAL_TOKENS).save_pretrained(folder)
    return folder


def _dequantised(onnx, path):
    """The float32 tensors of a dynamically quantised graph, by the names of the modules that were traced."""
    import numpy as np

    graph = onnx.load(path).graph
    stored = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def restore(base):
        quantised, scale, zero = (stored[base + part] for part in ("_quantized", "_scale", "_zero_point"))
        return np.ascontiguousarray((quantised.astype(np.float32) - zero.astype(np.float32)) * scale)

    linear = {
        re.sub(r"^/|/MatMul_quant$", "", node.name).replace("/", ".") + ".weight": np.ascontiguousarray(
            restore(node.input[1].removesuffix("_quantized")).T
        )
        for node in graph.node
        if node.op_type == "MatMulInteger" and node.input[1] in stored
    }
    norms = {name: array.copy() for name, array in stored.items() if name.endswith("layer_norm.weight")}
    tables = {
        name.removesuffix("_quantized"): restore(name.removesuffix("_quantized"))
        for name in stored
        if name.endswith("_quantized") and "MatMul" not in name
    }
    return linear | norms | tables

"""Checkpoints for the paraphrase tests: two tiny T5s made here, and a real one from a package where it is installed."""

from __future__ import annotations

import runpy
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
def real_t5(tmp_path_factory, repository) -> Path:
    """A flan-t5-small that writes short titles, turned from int8 ONNX into a plain checkpoint folder."""
    for package in ("onnx", "traceforge_title_model"):
        pytest.importorskip(package, reason=f"the real T5 needs {package}")
    folder = tmp_path_factory.mktemp("real-t5")
    runpy.run_path(str(repository / "benchmarks" / "title_model.py"))["write_checkpoint"](folder)
    return folder

"""Loading and generation, against transformers called one prompt at a time."""

from __future__ import annotations

import json
import shutil
import sys

import pytest
import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from mediaeval import PluginError, RunFileError, WeightsError
from mediaeval_plugins.paraphrase.decoding import Candidate, Decoding
from mediaeval_plugins.paraphrase.seq2seq import Seq2Seq

DECODING = Decoding(beams=3, candidates=2, max_new_tokens=8)
PROMPTS = [
    "one two three four five six",
    "ten",
    "",
    "seven eight nine",
    "one two three four five six",
    "Feuerwehr löscht Brand 🔥 消防隊",
    "paraphrase: Storm hits coast",
    "nine " * 400,
]


def one_at_a_time(folder, prompts, decoding):
    """The oracle: no batches, no padding, no sorting."""
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModelForSeq2SeqLM.from_pretrained(folder).eval()
    texts = []
    for prompt in prompts:
        encoded = tokenizer(prompt, return_tensors="pt", truncation=True, max_length=decoding.max_input_tokens)
        tokens = model.generate(
            input_ids=encoded["input_ids"],
            attention_mask=encoded["attention_mask"],
            num_beams=decoding.beams,
            num_return_sequences=decoding.candidates,
            max_new_tokens=decoding.max_new_tokens,
            no_repeat_ngram_size=decoding.no_repeat_ngram_size,
            repetition_penalty=decoding.repetition_penalty,
        )
        texts.append([text.strip() for text in tokenizer.batch_decode(tokens, skip_special_tokens=True)])
    return texts


def texts(generated):
    return [[candidate.text for candidate in candidates] for candidates in generated]


@pytest.mark.parametrize("batch_size", [1, 3, 16])
@pytest.mark.parametrize(
    "decoding",
    [DECODING, Decoding(beams=4, candidates=4, max_new_tokens=6, no_repeat_ngram_size=2, repetition_penalty=1.5)],
)
def test_batches_change_nothing(random_t5, batch_size, decoding):
    generated = Seq2Seq(random_t5, batch_size=batch_size).generate(PROMPTS, decoding)
    assert texts(generated) == one_at_a_time(random_t5, PROMPTS, decoding)


def test_order_changes_nothing_in_bf16_either(random_t5):
    model = Seq2Seq(random_t5, precision="bf16", batch_size=3)
    assert model.generate(PROMPTS, DECODING) == model.generate(PROMPTS[::-1], DECODING)[::-1]


def test_batches_are_cut_from_the_longest_down_and_then_by_text(random_t5):
    prompts = ["one", "two three", "nine", "eight seven", "one two three"]
    batches = Seq2Seq(random_t5, batch_size=2).stream(prompts, DECODING)
    assert [[(answer.number, answer.tokens) for answer in batch] for batch in batches] == [
        [(4, 4), (3, 3)],
        [(1, 3), (2, 2)],
        [(0, 2)],
    ]


def test_nothing_to_generate(random_t5):
    assert Seq2Seq(random_t5).generate([], DECODING) == []
    assert Seq2Seq(random_t5).count_tokens([]) == []


def test_tokens_are_counted_before_the_cut(random_t5):
    assert Seq2Seq(random_t5).count_tokens(["one two", "", "nine " * 400]) == [3, 1, 401]


def test_finished_means_the_end_mark_was_written(taught_t5):
    model = Seq2Seq(taught_t5)
    prompt = "paraphrase: Storm hits coast"
    assert model.generate([prompt], Decoding(beams=2, candidates=1)) == [
        [Candidate("Coast struck by storm", finished=True)]
    ]
    (cut,) = model.generate([prompt], Decoding(beams=2, candidates=1, max_new_tokens=2))[0]
    assert cut == Candidate("Coast struck", finished=False)


def test_checkpoint_cannot_bring_generation_settings(random_t5, tmp_path):
    folder = shutil.copytree(random_t5, tmp_path / "copy")
    settings = json.loads((folder / "generation_config.json").read_text())
    settings |= {"do_sample": True, "temperature": 3.0, "num_beam_groups": 5, "max_length": 3, "min_new_tokens": 8}
    (folder / "generation_config.json").write_text(json.dumps(settings))
    assert Seq2Seq(folder).generate(PROMPTS, DECODING) == Seq2Seq(random_t5).generate(PROMPTS, DECODING)


def test_sampling_is_seeded_and_leaves_the_random_state_alone(random_t5):
    model = Seq2Seq(random_t5, batch_size=3)

    def drawn(seed):
        return model.generate(PROMPTS, Decoding(candidates=4, max_new_tokens=8, sample=True, seed=seed))

    before = torch.get_rng_state()
    assert drawn(1) == drawn(1) != drawn(2)
    # A prompt's draws are its own: no batch and no company changes them.
    assert drawn(1)[2:5] == model.generate(PROMPTS[2:5], Decoding(candidates=4, max_new_tokens=8, sample=True, seed=1))
    assert len({candidate.text for candidate in drawn(1)[0]}) > 1
    assert torch.equal(torch.get_rng_state(), before)
    assert {len(candidates) for candidates in drawn(1)} == {4}


def test_half_precision_files_are_computed_in_the_precision_asked(random_t5, tmp_path):
    folder = shutil.copytree(random_t5, tmp_path / "half")
    AutoModelForSeq2SeqLM.from_pretrained(random_t5).half().save_pretrained(folder)
    assert {weight.dtype for weight in Seq2Seq(folder)._model.parameters()} == {torch.float32}
    assert {weight.dtype for weight in Seq2Seq(folder, precision="bf16")._model.parameters()} == {torch.bfloat16}


@pytest.mark.parametrize("device", ["no-such-device", "meta:x"] + ([] if torch.cuda.is_available() else ["cuda"]))
def test_device_that_is_not_there(random_t5, device):
    with pytest.raises(RunFileError, match=f"device '{device}' cannot be used here"):
        Seq2Seq(random_t5, device=device)


def test_broken_weights(random_t5, tmp_path):
    folder = shutil.copytree(random_t5, tmp_path / "copy")
    (folder / "model.safetensors").write_bytes(b"<html>")
    with pytest.raises(WeightsError, match=str(folder)):
        Seq2Seq(folder)


def test_weights_of_another_shape(random_t5, tmp_path):
    folder = shutil.copytree(random_t5, tmp_path / "copy")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"num_layers": 3}))
    with pytest.raises(WeightsError, match=r"are missing or of another shape, such as 'encoder\.block\.2\."):
        Seq2Seq(folder)


def test_model_of_another_kind(random_t5, tmp_path):
    folder = shutil.copytree(random_t5, tmp_path / "copy")
    (folder / "config.json").write_text(json.dumps({"model_type": "bert"}))
    with pytest.raises(WeightsError, match="finds no sequence-to-sequence model there"):
        Seq2Seq(folder)


@pytest.mark.parametrize("library", ["torch", "transformers"])
def test_missing_extra(random_t5, monkeypatch, library):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(PluginError, match=f"needs {library}") as caught:
        Seq2Seq(random_t5)
    assert caught.value.hint == "Run: pip install 'mediaeval[t5]'"

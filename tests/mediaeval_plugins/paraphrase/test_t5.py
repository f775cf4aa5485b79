"""The augmenter as a run uses it: options, views, report, fingerprint."""

from __future__ import annotations

import sys
import time
from typing import get_args

import huggingface_hub
import numpy as np
import pytest

from mediaeval import PluginError, RunFileError, WeightsError
from mediaeval_plugins.paraphrase.filters import FILTERS
from mediaeval_plugins.paraphrase.seq2seq import Seq2Seq
from mediaeval_plugins.paraphrase.t5 import FilterName, T5Paraphrase

HEADLINES = [
    "Wildfire near Athens forces thousands to leave their homes",
    "Central bank raises interest rates by 0.5 percent",
    "Scientists find 3 new species of frogs in Madagascar",
    "New bridge over the river Elbe opens to traffic",
]
"""Not in the order of the alphabet."""


def ids(titles):
    return [str(i) for i in range(len(titles))]


def check_sums(report, titles):
    assert report["articles"] == len(titles) == report["articles_kept"] + report["articles_fallback"]
    assert report["titles"] == len({title for title in titles if title.strip()})
    outcomes = sum(n for name, n in report.items() if name in {"used", "spare"} or name.startswith("rejected_"))
    assert report["candidates"] == outcomes


def test_original_first_then_the_paraphrase(taught_t5, lessons):
    augmenter = T5Paraphrase(checkpoint=str(taught_t5), beams=3)
    assert augmenter.report() == {}
    titles = [*lessons, "", "Storm hits coast", " "]
    views = augmenter.augment(ids(titles), titles)
    assert views == [
        *([title, text] for title, text in lessons.items()),
        [""],
        ["Storm hits coast", lessons["Storm hits coast"]],
        [" "],
    ]
    report = augmenter.report()
    check_sums(report, titles)
    assert (report["articles_kept"], report["articles_without_title"], report["used"]) == (4, 2, 3)
    assert report["candidates"] == 9


@pytest.fixture
def asked(monkeypatch):
    """The prompts of every call of the model."""
    calls = []
    stream = Seq2Seq.stream

    def recording(self, prompts, *arguments, **options):
        calls.append(list(prompts))
        return stream(self, prompts, *arguments, **options)

    monkeypatch.setattr(Seq2Seq, "stream", recording)
    return calls


def test_every_distinct_title_is_generated_once_in_one_order(taught_t5, asked):
    augmenter = T5Paraphrase(checkpoint=str(taught_t5), prefix="paraphrase: ", beams=2, max_new_tokens=4)
    for titles in (HEADLINES * 3, HEADLINES[::-1]):
        augmenter.augment(ids(titles), titles)
    assert asked == [[f"paraphrase: {title}" for title in sorted(HEADLINES)]]


def test_what_is_stored_is_never_generated_again(taught_t5, lessons, asked, monkeypatch):
    titles = list(lessons)

    def views(some, **options):
        return T5Paraphrase(checkpoint=str(taught_t5), beams=3, **options).augment(ids(some), some)

    first = views(titles[:2])
    assert len(asked) == 1
    assert views(titles) == [*first, [titles[2], lessons[titles[2]]]]
    assert asked[1:] == [[f"paraphrase: {titles[2]}"]]
    # Filters, number of views, batch size and device decide nothing that is generated.
    views(titles, views=2, batch_size=1, device="cpu", skip_filters=["lost_name", "identical"])
    assert len(asked) == 2
    # With all in the store, no model is loaded.
    monkeypatch.setattr(Seq2Seq, "__init__", lambda *_, **__: pytest.fail("loaded a model"))
    assert views(titles) == [[title, lessons[title]] for title in titles]
    with pytest.raises(pytest.fail.Exception, match="loaded a model"):
        views(titles, max_new_tokens=9)


def test_batches_are_stored_as_they_are_done(taught_t5, asked, monkeypatch):
    generate = Seq2Seq._generate_batch

    def interrupted(self, prompts, decoding):
        if "paraphrase: ten" in prompts:
            raise KeyboardInterrupt
        return generate(self, prompts, decoding)

    titles = ["Fire destroys 3 houses in Athens", "Mayor opens new bridge", "ten"]  # the shortest comes last
    monkeypatch.setattr(Seq2Seq, "_generate_batch", interrupted)
    with pytest.raises(KeyboardInterrupt):
        T5Paraphrase(checkpoint=str(taught_t5), batch_size=1).augment(ids(titles), titles)
    monkeypatch.setattr(Seq2Seq, "_generate_batch", generate)
    T5Paraphrase(checkpoint=str(taught_t5), batch_size=1).augment(ids(titles), titles)
    assert asked[1:] == [["paraphrase: ten"]]


def test_drift_gate_asks_the_run_for_cosines(taught_t5, lessons):
    titles = [*lessons, ""]

    def augmented(least):
        augmenter = T5Paraphrase(checkpoint=str(taught_t5), beams=3, min_cosine=least)
        assert augmenter.compares
        views = augmenter.augment_compared(
            ids(titles), titles, lambda pairs: np.array([0.9 if "bridge" in title else 0.4 for title, _ in pairs])
        )
        check_sums(augmenter.report(), titles)
        return [len(texts) for texts in views], augmenter.report().get("rejected_drift", 0)

    assert augmented(0.3) == ([2, 2, 2, 1], 0)
    assert augmented(0.4) == ([2, 2, 2, 1], 0)  # the threshold itself passes
    kept, refused = augmented(0.5)
    assert kept == [1, 2, 1, 1]
    assert refused >= 2
    assert not T5Paraphrase().compares
    with pytest.raises(PluginError, match="min_cosine needs the text encoder of a run"):
        T5Paraphrase(checkpoint=str(taught_t5), min_cosine=0.5).augment(ids(titles), titles)


def test_filter_names_are_those_of_the_filters():
    assert set(get_args(FilterName)) == set(FILTERS)


def test_odd_titles_keep_their_place(random_t5):
    titles = [
        "",
        "x" * 2000,
        "word " * 400,
        "🔥🔥🔥",
        "Überschwemmung in Köln",
        "消防隊が到着",
        "one two three",
        "   ",
        "one two three",
    ]
    augmenter = T5Paraphrase(checkpoint=str(random_t5), beams=2, max_new_tokens=8, views=2, batch_size=3)
    views = augmenter.augment(ids(titles), titles)
    assert [texts[0] for texts in views] == titles
    assert all(1 <= len(texts) <= 3 for texts in views)
    check_sums(augmenter.report(), titles)
    assert augmenter.report()["titles_cut"] == 1
    assert augmenter.augment(ids(titles), titles) == views


def test_no_titles_load_nothing():
    augmenter = T5Paraphrase(checkpoint="/no/such/folder")
    assert augmenter.augment([], []) == []
    assert augmenter.augment(["1"], [""]) == [[""]]


def test_real_checkpoint_end_to_end(real_t5):
    augmenter = T5Paraphrase(checkpoint=str(real_t5), prefix="", beams=2, max_new_tokens=24, batch_size=4)
    views = augmenter.augment(ids(HEADLINES), HEADLINES)
    assert [texts[0] for texts in views] == HEADLINES
    check_sums(augmenter.report(), HEADLINES)
    again = T5Paraphrase(checkpoint=str(real_t5), prefix="", beams=2, max_new_tokens=24, batch_size=4)
    assert again.augment(ids(HEADLINES), HEADLINES[::-1]) == views[::-1]
    assert augmenter.report()["articles_kept"] >= 1
    assert augmenter.report()["articles_fallback"] >= 1
    # A model that was loaded wrongly writes noise; this one speaks of what the headline is about.
    frogs, bridge = Seq2Seq(real_t5).generate(HEADLINES[2:], augmenter.decoding)
    assert "Madagascar" in frogs[0].text
    assert "bridge" in bridge[0].text


def test_preset_fills_what_is_left_open():
    augmenter = T5Paraphrase(checkpoint="sharad/ParaphraseGPT", repetition_penalty=1.0)
    assert (augmenter.generator.prefix, augmenter.decoding.beams, augmenter.decoding.repetition_penalty) == ("", 3, 1.0)
    assert T5Paraphrase().generator.prefix == "paraphrase: "
    assert T5Paraphrase(prefix="").generator.prefix == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"beams": 2, "candidates": 3}, "candidates = 3 exceeds beams = 2"),
        ({"beams": 2, "views": 3}, "views = 3 exceeds candidates = 2"),
        ({"sample": True, "candidates": 1, "views": 2}, "views = 2 exceeds candidates = 1"),
    ],
)
def test_options_that_contradict_each_other(options, message):
    with pytest.raises(RunFileError, match=message):
        T5Paraphrase(**options)


def test_missing_checkpoint_offline_is_known_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    augmenter = T5Paraphrase()
    assert [file.path for file in augmenter.requirements()] == [None]
    for use in (augmenter.fingerprint, lambda: augmenter.augment(["1"], ["Storm hits coast"])):
        start = time.perf_counter()
        with pytest.raises(WeightsError, match="humarin/chatgpt_paraphraser_on_T5_base") as caught:
            use()
        assert time.perf_counter() - start < 2
        assert "--set augmenter.checkpoint=/path" in caught.value.hint


def test_fingerprint_is_all_that_decides_the_output(random_t5, taught_t5):
    def fingerprint(checkpoint=random_t5, **options):
        return T5Paraphrase(checkpoint=str(checkpoint), **options).fingerprint()

    base = fingerprint()
    assert base == fingerprint(device="cpu", prefix="paraphrase: ", seed=3, batch_size=8)
    others = [
        fingerprint(taught_t5),
        fingerprint(prefix=""),
        fingerprint(beams=4),
        fingerprint(candidates=1),
        fingerprint(views=2),
        fingerprint(max_input_tokens=64),
        fingerprint(max_new_tokens=32),
        fingerprint(no_repeat_ngram_size=3),
        fingerprint(repetition_penalty=2.0),
        fingerprint(precision="bf16"),
        fingerprint(skip_filters=["lost_name"]),
        fingerprint(min_cosine=0.5),
        fingerprint(sample=True),
        fingerprint(sample=True, seed=3),
    ]
    distinct = {str(one) for one in [base, *others]}
    assert len(distinct) == 1 + len(others)
    assert T5Paraphrase(checkpoint=str(random_t5)).requirements()[0].path == random_t5


def test_missing_extra_is_said_before_anything_is_fetched(monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(PluginError, match="needs transformers"):
        T5Paraphrase().augment(["1"], ["Storm hits coast"])


def test_without_a_terminal_a_run_writes_nothing_to_the_error_stream(taught_t5, capfd):
    T5Paraphrase(checkpoint=str(taught_t5)).augment(["1"], ["Storm hits coast"])
    assert capfd.readouterr().err == ""

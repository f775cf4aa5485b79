# ruff: noqa: ARG002 - components have the signatures of their roles, whether or not they read every argument
from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mediaeval.testing import checks, encoder


class Colours:
    """Keeps every promise."""

    batch_size = 5
    context_length = 6

    def fingerprint(self, modality):
        return {"model": "colours"}

    def preprocess(self, image):
        return np.asarray(image.convert("RGB").resize((4, 4)), dtype=np.float32) / 255

    def encode_images(self, batch):
        return batch.reshape(len(batch), -1).astype(np.float32) + np.float32(1e-3)

    def encode_texts(self, texts):
        return np.array(
            [[len(t) + 1.0, *(t.count(c) for c in "abcdefghijklmnopqrstuvwxyz"), *[0.5] * 21] for t in texts]
        )

    def count_tokens(self, texts):
        return [len(text.split()) + 2 for text in texts]


class NoBatch(Colours):
    batch_size = 0


class Unstable(Colours):
    counter = itertools.count()

    def fingerprint(self, modality):
        return {"call": next(self.counter)}


class Opaque(Colours):
    def fingerprint(self, modality):
        return {"size": np.float32(3)}


class NotANumber(Colours):
    def fingerprint(self, modality):
        return {"size": float("nan")}


class Eager(Colours):
    def __init__(self) -> None:
        from torch import nn

        self.model = nn.Linear(2, 2)


class OfAnySize(Colours):
    def preprocess(self, image):
        return np.asarray(image.convert("RGB"), dtype=np.float32)


class Widening(Colours):
    def preprocess(self, image):
        return super().preprocess(image).astype(np.float64)


class Jittering(Colours):
    counter = itertools.count()

    def preprocess(self, image):
        return super().preprocess(image) + np.float32(next(self.counter))


class Drawing(Colours):
    def preprocess(self, image):
        image.paste(0, (0, 0, 1, 1))
        return super().preprocess(image)


class Unpicklable(Colours):
    def __init__(self) -> None:
        self.step = lambda image: image


class Halving(Colours):
    def encode_texts(self, texts):
        return super().encode_texts(texts)[:, :24]


class Blank(Colours):
    def encode_texts(self, texts):
        return np.zeros((len(texts), 48), dtype=np.float32)


class Rolling(Colours):
    counter = itertools.count()

    def encode_texts(self, texts):
        return super().encode_texts(texts) + next(self.counter)


class Blending(Colours):
    def encode_images(self, batch):
        return super().encode_images(batch - batch.mean(axis=0) / 2)


class Sorting(Colours):
    batch_size = 8

    def encode_texts(self, texts):
        return super().encode_texts(sorted(texts))


class Unique(Colours):
    counter = itertools.count()

    def __init__(self) -> None:
        self.shift = next(self.counter) * np.arange(48.0)

    def encode_texts(self, texts):
        return super().encode_texts(texts) + self.shift


class OneBuffer(Colours):
    def launch_images(self, batch):
        self.rows = self.encode_images(batch)
        return lambda: self.rows


class Twice(Colours):
    """Launches as it should."""

    draft_size = (4, 4)

    def launch_images(self, batch):
        rows = self.encode_images(batch)
        return lambda: rows


class Sideless(Colours):
    draft_size = (0, 4)


class EmptyIsNaN(Colours):
    def encode_texts(self, texts):
        rows = super().encode_texts(texts)
        rows[[not text.strip() for text in texts]] = np.nan
        return rows


class Cutting(Colours):
    def count_tokens(self, texts):
        return [min(3, len(text.split()) + 2) for text in texts]


MUTANTS = [
    (encoder.batch_size_is_positive, NoBatch, "it is 0"),
    (encoder.fingerprint_is_stable, Unstable, "{'call': 0}, then {'call': 1}"),
    (encoder.fingerprint_is_stable, Opaque, "not JSON serializable"),
    (encoder.fingerprint_is_stable, NotANumber, "JSON"),
    (encoder.fingerprint_builds_no_model, Eager, "torch modules were built"),
    (encoder.preprocess_takes_every_mode, OfAnySize, "shapes"),
    (encoder.preprocess_takes_every_mode, Widening, "dtype float64"),
    (encoder.preprocess_is_deterministic, Jittering, "two calls differ"),
    (encoder.preprocess_is_deterministic, Drawing, "the picture was changed"),
    (encoder.preprocess_is_picklable, Unpicklable, "lambda"),
    (encoder.rows_are_finite, Halving, "dimensions {'image': 48, 'text': 24}"),
    (encoder.rows_are_finite, Blank, "a row is zero"),
    (encoder.two_calls_agree, Rolling, "text: two calls differ"),
    (encoder.batch_size_changes_nothing, Blending, "image, batches of 1"),
    (encoder.rows_keep_order, Sorting, "text, reversed"),
    (encoder.objects_agree, Unique, "text"),
    (encoder.launched_batches_agree, OneBuffer, "launched"),
    (encoder.draft_size_is_a_size, Sideless, "it is (0, 4)"),
    (encoder.hard_titles_are_encoded, EmptyIsNaN, "'' has a row of NaN"),
    (encoder.tokens_are_counted, Cutting, "3 tokens for a word, 3 for five hundred"),
]


@pytest.mark.parametrize("cls", [Colours, Twice])
def test_a_sound_encoder_passes(cls: type) -> None:
    for check in checks("encoder", cls):
        check()


def test_every_promise_has_a_mutant() -> None:
    assert {promise for promise, _, _ in MUTANTS} == set(encoder.CHECKS)


@pytest.mark.parametrize(("promise", "mutant", "reason"), MUTANTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_broken_promise_is_found_and_said(
    breaks: Callable[..., str], promise: Any, mutant: type, reason: str
) -> None:
    assert reason in breaks(promise, "encoder", mutant)

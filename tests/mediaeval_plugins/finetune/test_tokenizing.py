from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from mediaeval_plugins.demo.encoder import DemoEncoder  # noqa: E402 - torch first
from mediaeval_plugins.demo.stories import tell  # noqa: E402
from mediaeval_plugins.finetune import tokenizing  # noqa: E402

TEXTS = ["", "! !", "a", *(tell("tokens", n).title for n in range(40)), "word " * 200]


def test_tokens_come_back_as_the_tokenizer_gave_them():
    encoder = DemoEncoder()
    titles, whole = tokenizing.tokenize(encoder, TEXTS), encoder.tokenizer()(TEXTS)
    every = np.arange(len(TEXTS))
    assert torch.equal(titles.batch(every, encoder.context_length), whole)
    chosen = np.array([5, 0, 2])
    longest = int(titles.lengths(chosen).max())
    assert torch.equal(titles.batch(chosen, longest), whole[chosen][:, :longest])
    assert titles.lengths(chosen).tolist() == [min(n, 40) for n in encoder.count_tokens([TEXTS[i] for i in chosen])]
    assert titles.cut(encoder.context_length) == 1


def test_processes_give_the_same_tokens(monkeypatch):
    encoder = DemoEncoder()
    alone = tokenizing.tokenize(encoder, TEXTS)
    monkeypatch.setattr(tokenizing, "_CHUNK", 16)
    monkeypatch.setattr(tokenizing, "_WORTH", 16)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    shared = tokenizing.tokenize(encoder, TEXTS)
    assert np.array_equal(shared.ids, alone.ids)
    assert np.array_equal(shared.ends, alone.ends)

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from mediaeval.overview import tokens
from mediaeval.plugins import get_plugins
from mediaeval.splits import find_split


def test_the_estimate_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    counts, rule = tokens.count_tokens(["Two words", "Straße", "1,5", ""])
    assert counts == [4, 4, 5, 2]
    assert rule.startswith("estimated")


def test_the_count_is_the_tokenizers_own() -> None:
    counts, rule = tokens.count_tokens(["a photo of a cat", ""])
    assert counts == [7, 2]
    assert rule == "counted by open_clip's tokenizer"


@pytest.mark.parametrize("name", ["folder:{}/news18f", "2021"])
def test_the_estimate_is_near_on_real_titles(name: str, real_data: Path) -> None:
    split = find_split(name.format(real_data), get_plugins(), real_data).read()
    titles = [article.texts["title"] for article in split.articles]
    exact = np.mean(tokens.count_tokens(titles)[0])
    assert np.mean([tokens.estimate_tokens(title) for title in titles]) == pytest.approx(exact, rel=0.15)

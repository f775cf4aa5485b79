from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mediaeval.errors import PluginError
from mediaeval.pipeline import Settings, execute
from mediaeval.plugins import get_plugins
from mediaeval.resolve import resolve
from mediaeval.runfile import read_run_file
from mediaeval.splits import find_splits
from mediaeval.storage import cache_folder
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval.views import augment, make_views, text_cosines

GATED = '''
from mediaeval import Augmenter, hookimpl

class Gated:
    """Adds a grey and a green version, where the encoder finds them near enough to the title."""
    seen = []
    def __init__(self, least: float = 0.5):
        self.least = least
    @property
    def compares(self):
        return self.least > -1
    def augment(self, ids, titles):
        return [[title, "ungated " + title] for title in titles]
    def augment_compared(self, ids, titles, cosines):
        pairs = [(t, " ".join(new if w == "red" else w for w in t.split())) for t in titles for new in ("grey", "green")]
        found = dict(zip(pairs, cosines(pairs).tolist()))
        Gated.seen.append(found)
        return [[t, *(other for (own, other), c in found.items() if own == t and c >= self.least and other != t)] for t in titles]

@hookimpl
def mediaeval_augmenters():
    yield Augmenter("gated", f"{__name__}:Gated")
'''


def test_the_gate_is_the_runs_own_encoder_and_nothing_is_encoded_twice(
    tmp_path: Path, colour_plugin: Path, colour_run: Path, colour_folder: Path
) -> None:
    gated = tmp_path / "gated.py"
    gated.write_text(GATED)
    plugins = get_plugins((str(colour_plugin), str(gated)))
    encoder = next(found for found in plugins.loaded if found.name == str(colour_plugin)).records[0]
    counted = __import__(encoder.target.split(":")[0]).MeanColour
    counted.calls["text"] = 0

    def run(name: str, *sets: str) -> dict[str, Any]:
        file = read_run_file(colour_run, ["augmenter.name=gated", *sets])
        splits = find_splits([f"folder:{colour_folder}"], plugins, tmp_path)
        store = EmbeddingStore(cache_folder("embeddings"))
        (outcome,) = execute([resolve(file, plugins)], splits, Settings(tmp_path / name, store))
        manifest: dict[str, Any] = json.loads(outcome.outputs.manifest.read_text())
        return manifest

    views = run("gate")["texts"]["views_per_article"]
    # Red without red is grey, which is near all; green is far from red.
    assert views == {"1": 9, "2": 3}
    module = __import__(next(f for f in plugins.loaded if f.name == str(gated)).records[0].target.split(":")[0])
    (seen,) = module.Gated.seen
    reds = {pair: cosine for pair, cosine in seen.items() if "red" in pair[0].split()}
    unit = {"red": (1, 0.1, 0.1), "green": (0.1, 1, 0.1), "grey": (0, 0, 0)}
    for (_, other), cosine in reds.items():
        left, right = (np.array(unit[c]) + 1e-3 for c in ("red", next(c for c in ("green", "grey") if c in other)))
        assert cosine == pytest.approx(left @ right / np.linalg.norm(left) / np.linalg.norm(right), abs=1e-6)
    # 12 titles, and a grey and a green one for each of three red ones: each once.
    assert counted.calls["text"] == 12 + 6
    assert run("open", "augmenter.least=-1.0")["texts"]["views_per_article"] == {"2": 12}


class Wrong:
    """Breaks its promise."""

    def __init__(self, views: Sequence[Sequence[str]]) -> None:
        self.views = views

    def augment(self, ids: Sequence[str], titles: Sequence[str]) -> Sequence[Sequence[str]]:  # noqa: ARG002 - the role's call
        return self.views


@pytest.mark.parametrize(
    ("views", "message"),
    [([["a"]], "for 1 articles of 2"), ([["a"], []], "'2' is not its title"), ([["b"], ["b"]], "'1' is not its title")],
)
def test_a_broken_promise_names_the_article(views: list[list[str]], message: str) -> None:
    with pytest.raises(PluginError, match=message):
        augment(Wrong(views), ["1", "2"], ["a", "b"])


def test_short_lists_are_filled_with_the_title() -> None:
    views = make_views(Wrong([["a", "x", "y"], ["b"]]), ["1", "2"], ["a", "b"], lambda _: np.empty(0, np.float32))
    assert views.texts == [["a", "b"], ["x", "b"], ["y", "b"]]
    assert views.counts == [3, 1]


def test_no_pairs_encode_nothing(tmp_path: Path) -> None:
    nothing: Any = None
    assert len(text_cosines(nothing, EmbeddingStore(tmp_path).space(None, "text"))([])) == 0

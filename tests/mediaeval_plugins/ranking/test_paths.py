from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mediaeval import InnerProduct, MediaevalError
from mediaeval.scoring.proof import prove
from mediaeval_plugins.ranking import paths
from mediaeval_plugins.ranking.top_k import TopK

Hard = Callable[..., InnerProduct]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEDIAEVAL_CACHE", str(tmp_path))
    monkeypatch.setattr(paths, "_is_busy", lambda: False)
    monkeypatch.setattr(paths, "_measured", {})
    return tmp_path / "ranking"


def test_a_small_search_measures_nothing(hard: Hard, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "has_torch", lambda: pytest.fail("torch was looked for"))
    assert paths.choose(hard("random", 0), 10, 2**20, "auto") == "numpy"
    assert not cache.exists()


def test_without_torch_numpy_multiplies(hard: Hard, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "WORTH_MEASURING", 0)
    monkeypatch.setattr(paths, "has_torch", lambda: False)
    assert paths.choose(hard("random", 0), 10, 2**20, "auto") == "numpy"
    assert not cache.exists()


def test_a_large_search_is_measured_once(hard: Hard, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "WORTH_MEASURING", 0)
    product = hard("random", 0)
    chosen = paths.choose(product, 10, 2**20, "cpu")
    (file,) = cache.iterdir()
    seconds = json.loads(file.read_text("utf-8"))["seconds"]
    assert min(seconds, key=seconds.get) == chosen
    monkeypatch.setattr(paths, "_measure", lambda *_: pytest.fail("it was measured again"))
    assert paths.choose(product, 10, 2**20, "cpu") == chosen
    file.write_text(json.dumps({"seconds": {"numpy": 2.0, "torch-float32": 1.0}}), "utf-8")
    assert paths.choose(product, 10, 2**20, "cpu") == "torch-float32"
    lists = prove(product, TopK(device="cpu"), 10, 2**20)
    assert list(lists.how["paths"]) == ["float32 products by torch on the processor"]


def test_what_is_measured_on_a_busy_machine_is_not_kept(
    hard: Hard, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "WORTH_MEASURING", 0)
    monkeypatch.setattr(paths, "_is_busy", lambda: True)
    monkeypatch.setattr(paths, "_measure", lambda *_: {"seconds": {"torch-float32": 1.0}})
    assert paths.choose(hard("random", 0), 10, 2**20, "cpu") == "torch-float32"
    assert not cache.exists()
    monkeypatch.setattr(paths, "_measure", lambda *_: pytest.fail("this process measured it already"))
    assert paths.choose(hard("random", 0), 10, 2**20, "cpu") == "torch-float32"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"seconds": {}}', '{"seconds": {"abacus": 1}}', '{"seconds": 3}'])
def test_a_measurement_that_cannot_be_read_is_made_again(
    hard: Hard, cache: Path, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "WORTH_MEASURING", 0)
    monkeypatch.setattr(paths, "_measure", lambda *_: {"seconds": {"torch-float32": 1.0}})
    product = hard("random", 0)
    paths.choose(product, 10, 2**20, "cpu")
    (file,) = cache.iterdir()
    file.write_text(content, "utf-8")
    paths._measured.clear()
    assert paths.choose(product, 10, 2**20, "cpu") == "torch-float32"


def test_a_hopeless_path_is_tried_on_a_small_part_alone(
    hard: Hard, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "WORTH_MEASURING", 0)
    monkeypatch.setattr(paths, "_IMAGES", 20)
    tried: list[tuple[str, int]] = []

    def timed(name: str, part: InnerProduct, *_: object) -> float:
        tried.append((name, len(part.images)))
        return {"numpy": 1.0, "torch-float32": 0.9, "torch-bfloat16": 500.0}[name] * len(part.images)

    monkeypatch.setattr(paths, "_time", timed)
    assert paths.choose(hard("random", 0), 10, 2**20, "cpu") == "torch-float32"
    assert ("torch-bfloat16", 20) in tried
    assert ("torch-bfloat16", 160) not in tried
    assert ("numpy", 160) in tried


@pytest.mark.parametrize(
    ("device", "message"), [("abacus", "none that torch knows"), ("cuda:99", "no device 'cuda:99'")]
)
def test_a_device_that_is_not_there_is_told(hard: Hard, device: str, message: str) -> None:
    with pytest.raises(MediaevalError, match=message):
        next(TopK(path="torch-float32", device=device).shortlists(hard("random", 0), 5, 2**20))


def test_torch_is_named_where_it_is_missing(hard: Hard, monkeypatch: pytest.MonkeyPatch) -> None:
    from mediaeval_plugins.ranking import torch_library

    def missing(name: str) -> None:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(torch_library.importlib, "import_module", missing)
    with pytest.raises(MediaevalError, match="this path of ranking needs torch") as error:
        next(TopK(path="torch-bfloat16").shortlists(hard("random", 0), 5, 2**20))
    assert "mediaeval[clip]" in str(error.value)

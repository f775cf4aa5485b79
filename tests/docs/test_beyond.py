"""The table of encoders says what open_clip's configurations and tags say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mediaeval.runfile import shipped_run_files
from mediaeval_plugins.openclip.checkpoint import describe
from mediaeval_plugins.openclip.weights import HubFile


def rows(repository: Path) -> list[list[str]]:
    """Of each encoder its name, model and tag, millions, picture, tokens and dimensions."""
    table = (
        (repository / "docs" / "beyond.md").read_text().partition("## Encoders")[2].partition("\n\n| encoder | w")[0]
    )
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:1] == "|"]
    return [row for row in cells if row[1].startswith("`")]


def test_each_row_says_what_open_clip_says(repository: Path) -> None:
    found, page = rows(repository), (repository / "docs" / "beyond.md").read_text()
    assert len(found) == 9
    for encoder, names, _, picture, tokens, dimensions in found:
        model, tag = re.findall(r"`(.*?)`", names)
        checkpoint = describe(model, tag, hint="")
        assert checkpoint.preprocess_cfg["size"] == (int(picture), int(picture)), model
        assert checkpoint.context_length == int(tokens), model
        assert checkpoint.model_cfg["embed_dim"] == int(dimensions), model
        assert isinstance(checkpoint.weights, HubFile)
        assert f"| {encoder} | `{checkpoint.weights.repo}` | " in page, model


@pytest.mark.slow
def test_each_row_counts_the_weights(repository: Path) -> None:
    import open_clip
    import torch

    for _, names, millions, *_ in rows(repository):
        model, _ = re.findall(r"`(.*?)`", names)
        with torch.device("meta"):
            towers = open_clip.create_model(model, load_weights=False, device="meta")
        assert round(sum(weight.numel() for weight in towers.parameters()) / 1e6) == int(millions), model


def test_every_run_file_has_its_row(repository: Path) -> None:
    page = (repository / "docs" / "beyond.md").read_text()
    named = set(re.findall(r"`(beyond/[\w.-]+)`", page))
    assert {name for name in shipped_run_files() if name.startswith("beyond/")} <= named

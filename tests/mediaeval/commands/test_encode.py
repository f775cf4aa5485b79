from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from mediaeval.storage import cache_folder
from mediaeval.store.embeddings import EmbeddingStore

Program = Any


def calls(colour_plugin: Path) -> dict[str, int]:
    """How many items the encoder of the run file was given."""
    (module,) = (m for name, m in sys.modules.items() if name.startswith(f"mediaeval_file_{colour_plugin.stem}"))
    return module.MeanColour.calls


def test_a_run_encodes_nothing_that_was_encoded_before(
    program: Program, colour_run: Path, colour_plugin: Path, colour_folder: Path, tmp_path: Path
) -> None:
    done = program("encode", colour_run, "--split", f"folder:{colour_folder}")
    assert done.code == 0
    assert "encoder, image: 12 of 12 encoded here" in done.out
    assert "encoder, text: 12 of 12 encoded here" in done.out
    assert not (tmp_path / "out").exists()
    before = dict(calls(colour_plugin))
    run = program("run", colour_run, "--split", f"folder:{colour_folder}", "--out", tmp_path / "out")
    assert run.code == 0
    assert calls(colour_plugin) == before
    again = program("encode", colour_run, "--split", f"folder:{colour_folder}")
    assert again.out.count("0 of 12 encoded here") == 2


def test_one_modality_alone(program: Program, colour_run: Path, colour_folder: Path) -> None:
    assert program("encode", colour_run, "--split", f"folder:{colour_folder}", "--only", "text").code == 0
    (label,) = cache_folder("embeddings").rglob("space.json")
    assert '"modality": "text"' in label.read_text()
    fingerprint = {"model": "mean-colour", "tint": 0.0}
    assert len(EmbeddingStore(cache_folder("embeddings")).space(fingerprint, "text")) == 12


def test_a_bad_picture_stops_it_before_anything_is_encoded(
    program: Program, colour_run: Path, colour_folder: Path
) -> None:
    (colour_folder / "images" / "IMG03.png").write_bytes(b"")
    done = program("encode", colour_run, "--split", f"folder:{colour_folder}")
    assert done.code == 2
    assert "IMG03.png: is empty" in done.err
    assert not cache_folder("embeddings").exists()
